#include "client/bench/record_source.h"

#include <memory>
#include <utility>

#include "absl/strings/str_format.h"
#include "client/formats/byte_source.h"
#include "client/formats/line_reader.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

absl::Status InLine(const LineReader& lines, const absl::Status& status) {
  return absl::InvalidArgumentError(
      absl::StrFormat("line %d: %s", lines.number(), std::string(status.message())));
}

absl::StatusOr<std::vector<ScoreRequest>> ReadAll(LineReader& lines, InputFormat format) {
  TXTSENTRY_ASSIGN_OR_RETURN(const auto reader, NewEventReader(format, "text", lines));
  std::vector<ScoreRequest> records;
  for (;;) {
    Event event;
    TXTSENTRY_ASSIGN_OR_RETURN(const bool more, reader->Next(event));
    if (!more) break;
    if (!event.status.ok()) return InLine(lines, event.status);
    for (TxtRecord& record : event.records) {
      if (!record.status.ok()) return InLine(lines, record.status);
      records.push_back(std::move(record.request));
    }
    if (static_cast<int64_t>(records.size()) > kLoadRecordsMax) {
      return InLine(lines, absl::InvalidArgumentError(
                               absl::StrFormat("more than records_max=%d", kLoadRecordsMax)));
    }
  }
  if (records.empty()) return absl::InvalidArgumentError("records=0, expected at least 1");
  return records;
}

absl::Status InFile(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrFormat("%s: %s", path == "-" ? "standard input" : path,
                                      std::string(status.message())));
}

}  // namespace

absl::StatusOr<std::vector<ScoreRequest>> ReadLoadRecords(const std::string& path,
                                                          InputFormat format) {
  TXTSENTRY_ASSIGN_OR_RETURN(const auto source, OpenInput(path, {}));
  LineReader lines(*source);
  auto records = ReadAll(lines, format);
  if (!records.ok()) return InFile(path, records.status());
  return records;
}

absl::StatusOr<std::vector<TracedRecord>> ReadTraceFile(const std::string& path) {
  TXTSENTRY_ASSIGN_OR_RETURN(const auto source, OpenInput(path, {}));
  LineReader lines(*source);
  auto trace = ReadTrace(lines, kLoadRecordsMax);
  if (!trace.ok()) return InFile(path, trace.status());
  return trace;
}

}  // namespace txtsentry::client
