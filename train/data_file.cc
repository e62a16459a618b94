#include "train/data_file.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/base/status.h"
#include "train/hash.h"

namespace txtsentry::train {
namespace {

constexpr int64_t kDataFileBytesMax = int64_t{4} << 30;

std::vector<std::string_view> SplitTabs(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const size_t tab = line.find('\t');
    fields.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return fields;
    line.remove_prefix(tab + 1);
  }
}

absl::StatusOr<DataRow> ParseLabelled(std::string_view line) {
  const std::vector<std::string_view> fields = SplitTabs(line);
  if (fields.size() != 3 || (fields[0] != "0" && fields[0] != "1")) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%d fields where label<TAB>owner_name<TAB>text with a label of 0 or 1 is "
                        "expected",
                        fields.size()));
  }
  DataRow row;
  row.record.label = fields[0] == "1" ? 1 : 0;
  row.record.owner_name = std::string(fields[1]);
  TXTSENTRY_ASSIGN_OR_RETURN(row.record.text, UnescapeText(fields[2]));
  return row;
}

absl::StatusOr<DataRow> ParseCollected(std::string_view line, int label, size_t columns) {
  const std::vector<std::string_view> fields = SplitTabs(line);
  if (fields.size() != columns) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%d fields where the header has %d", fields.size(), columns));
  }
  DataRow row;
  row.record.label = label;
  row.record.owner_name = std::string(fields[2]);
  row.group = std::string(fields.back());
  TXTSENTRY_ASSIGN_OR_RETURN(row.record.text, UnescapeText(fields[0]));
  return row;
}

}  // namespace

absl::StatusOr<std::vector<DataRow>> ParseData(std::string_view bytes, const std::string& name,
                                               std::optional<int> collected_label) {
  const std::string_view header = bytes.substr(0, bytes.find('\n'));
  const bool collected = header.substr(0, 12) == "text\tsource\t";
  const size_t columns = collected ? SplitTabs(header).size() : 3;
  if (collected && (columns < 4 || columns > 5)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: %d columns in the header, expected 4 or 5", name, columns));
  }
  if (collected != collected_label.has_value()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: %s", name,
        collected ? "its records have no label; --label 0 or 1 says which is theirs"
                  : "its records have labels of their own; --label does not apply"));
  }
  std::vector<DataRow> rows;
  int64_t line_number = 0;
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    ++line_number;
    if (collected && line_number == 1) continue;
    absl::StatusOr<DataRow> row =
        collected ? ParseCollected(line, *collected_label, columns) : ParseLabelled(line);
    if (!row.ok()) {
      return absl::InvalidArgumentError(absl::StrFormat("%s line %d: %s", name, line_number,
                                                        std::string(row.status().message())));
    }
    rows.push_back(*std::move(row));
  }
  return rows;
}

absl::StatusOr<std::vector<DataRow>> ReadDataFile(const std::string& path,
                                                  std::optional<int> collected_label) {
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string bytes, base::ReadFile(path, kDataFileBytesMax));
  return ParseData(bytes, path, collected_label);
}

bool IsValidationText(std::string_view text) { return StableHash(text) % 10 == 0; }

}  // namespace txtsentry::train
