#include <re2/re2.h>

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/rules/kinds/owner_names.h"
#include "core/rules/match/ascii.h"

namespace txtsentry::rules {
namespace {

constexpr size_t kEntriesMax = 1000;
constexpr size_t kNameBytesMax = 64;
constexpr size_t kExpressionBytesMax = 1024;
constexpr int64_t kBytesMaxMax = 65'535;
constexpr size_t kFields = 4;
constexpr std::string_view kNoDefaults = "no-defaults";

std::vector<std::string_view> Fields(std::string_view line) {
  std::vector<std::string_view> fields;
  size_t begin = 0;
  while (begin < line.size()) {
    if (IsBlank(line[begin])) {
      ++begin;
      continue;
    }
    size_t end = begin;
    while (end < line.size() && !IsBlank(line[end])) ++end;
    fields.push_back(line.substr(begin, end - begin));
    begin = end;
  }
  return fields;
}

// Returns the beginning of a value for a message: one line of printable characters.
std::string Shown(std::string_view value) {
  constexpr size_t kShownMax = 80;
  std::string shown;
  for (const char c : value.substr(0, kShownMax)) shown += c >= ' ' && c < '\x7f' ? c : '?';
  return shown;
}

absl::Status CheckExpression(const char* field, std::string_view expression) {
  if (expression.size() > kExpressionBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s bytes=%d exceed %d", field, expression.size(), kExpressionBytesMax));
  }
  RE2::Options options(RE2::Latin1);
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  const RE2 compiled(re2::StringPiece(expression.data(), expression.size()), options);
  if (compiled.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat("%s \"%s\" does not compile: %s", field,
                                                    Shown(expression), Shown(compiled.error())));
}

absl::StatusOr<OwnerName> ParseEntry(const std::vector<std::string_view>& fields) {
  if (fields.size() != kFields) {
    return absl::InvalidArgumentError(
        absl::StrFormat("fields=%d, but an entry is NAME OWNER VALUE BYTES_MAX", fields.size()));
  }
  for (const char c : fields[0]) {
    if (!IsLower(c) && !IsDigit(c) && c != '_') {
      return absl::InvalidArgumentError(
          absl::StrFormat("NAME \"%s\" has other than a-z, 0-9 and _", Shown(fields[0])));
    }
  }
  if (fields[0].size() > kNameBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrFormat("NAME bytes=%d exceed %d", fields[0].size(), kNameBytesMax));
  }
  TXTSENTRY_RETURN_IF_ERROR(CheckExpression("OWNER", fields[1]));
  TXTSENTRY_RETURN_IF_ERROR(CheckExpression("VALUE", fields[2]));
  int64_t bytes_max = 0;
  if (!absl::SimpleAtoi(std::string(fields[3]), &bytes_max) || bytes_max < 1 ||
      bytes_max > kBytesMaxMax) {
    return absl::InvalidArgumentError(absl::StrFormat("BYTES_MAX \"%s\" is no number from 1 to %d",
                                                      Shown(fields[3]), kBytesMaxMax));
  }
  return OwnerName{std::string(fields[0]), std::string(fields[1]), std::string(fields[2]),
                   static_cast<size_t>(bytes_max), Category::kUnknown};
}

absl::Status AtLine(int64_t line, const absl::Status& status) {
  return absl::InvalidArgumentError(
      absl::StrFormat("line %d: %s", line, std::string(status.message())));
}

}  // namespace

absl::StatusOr<std::vector<OwnerName>> ParseOwnerNames(std::string_view text) {
  std::vector<OwnerName> entries;
  std::set<std::string> names;
  bool defaults = true;
  int64_t line_number = 0;
  while (!text.empty()) {
    ++line_number;
    const size_t end = std::min(text.size(), text.find('\n'));
    const std::vector<std::string_view> fields = Fields(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
    if (fields.empty() || fields[0][0] == '#') continue;
    if (fields.size() == 1 && fields[0] == kNoDefaults) {
      defaults = false;
      continue;
    }
    auto entry = ParseEntry(fields);
    if (!entry.ok()) return AtLine(line_number, entry.status());
    if (!names.insert(entry->name).second) {
      return AtLine(line_number, absl::InvalidArgumentError(
                                     absl::StrFormat("NAME \"%s\" is there already", entry->name)));
    }
    if (entries.size() == kEntriesMax) {
      return AtLine(line_number, absl::InvalidArgumentError(
                                     absl::StrFormat("more than %d entries", kEntriesMax)));
    }
    entries.push_back(std::move(*entry));
  }
  if (!defaults) return entries;
  for (OwnerName& entry : DefaultOwnerNames()) {
    // An entry of the file replaces the built-in entry of the same name.
    if (names.count(entry.name) == 0) entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace txtsentry::rules
