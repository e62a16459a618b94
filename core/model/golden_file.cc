#include "core/model/golden_file.h"

#include <charconv>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/model/tsv_text.h"

namespace txtsentry::model {
namespace {

// Returns false if the field is not exactly one number.
bool ParseProbability(std::string_view field, float& probability) {
  const char* const end = field.data() + field.size();
  const auto [at, error] = std::from_chars(field.data(), end, probability);
  return error == std::errc() && at == end;
}

}  // namespace

absl::Status ValidateGolden(const std::vector<GoldenRecord>& records) {
  if (static_cast<int64_t>(records.size()) > kGoldenRecordsMax) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "golden records=%d exceed golden_records_max=%d", records.size(), kGoldenRecordsMax));
  }
  for (size_t i = 0; i < records.size(); ++i) {
    const auto bytes = static_cast<int64_t>(records[i].text.size());
    if (bytes > kGoldenTextBytesMax) {
      return absl::FailedPreconditionError(
          absl::StrFormat("golden record %d: bytes=%d exceed golden_text_bytes_max=%d", i, bytes,
                          kGoldenTextBytesMax));
    }
    if (!(records[i].probability >= 0 && records[i].probability <= 1)) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "golden record %d: probability=%g is not in 0..1", i, records[i].probability));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<GoldenRecord>> ParseGoldenTsv(const std::string& file,
                                                         std::string_view bytes) {
  std::vector<GoldenRecord> records;
  size_t at = 0;
  const auto broken = [&](const char* what) {
    return absl::DataLossError(
        absl::StrFormat("%s: offset %d: line %d: %s", file, at, records.size() + 1, what));
  };
  while (at < bytes.size()) {
    if (static_cast<int64_t>(records.size()) >= kGoldenRecordsMax) {
      return broken("there are more records than a golden file may have");
    }
    const size_t end = bytes.find('\n', at);
    if (end == std::string_view::npos) return broken("the last line has no newline");
    const std::string_view line = bytes.substr(at, end - at);
    const size_t tab = line.find('\t');
    if (tab == std::string_view::npos) return broken("there is no tab behind the text");
    GoldenRecord record;
    if (!ParseTsvField(line.substr(0, tab), record.text))
      return broken("the text has a bad escape");
    if (!ParseProbability(line.substr(tab + 1), record.probability)) {
      return broken("what follows the tab is not a number");
    }
    records.push_back(std::move(record));
    at = end + 1;
  }
  if (const absl::Status status = ValidateGolden(records); !status.ok()) {
    return base::WithPrefix(file, status);
  }
  return records;
}

std::string SerializeGoldenTsv(const std::vector<GoldenRecord>& records) {
  std::string out;
  for (const GoldenRecord& record : records) {
    AppendTsvField(record.text, out);
    absl::StrAppendFormat(&out, "\t%.9g\n", record.probability);
  }
  return out;
}

}  // namespace txtsentry::model
