#include "client/formats/format_detect.h"

#include <algorithm>

#include "client/formats/csv_record.h"
#include "client/formats/json_text.h"

namespace txtsentry::client {
namespace {

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// A substring search suffices: member names contain no characters that JSON escapes, and a
// truncated or malformed first line is still recognized.
bool LooksLikeZeekJson(std::string_view object) {
  return Contains(object, "\"id.orig_h\"") ||
         (Contains(object, "\"answers\"") && Contains(object, "\"query\""));
}

bool HasCsvColumn(std::string_view line, const std::string& name) {
  CsvRecord header;
  if (!header.Add(line) || !header.status().ok()) return false;
  return std::count(header.cells().begin(), header.cells().end(), name) > 0;
}

}  // namespace

InputFormat DetectFormat(std::string_view first_line, const std::string& csv_text_column) {
  const std::string_view line = WithoutByteOrderMark(first_line);
  for (const std::string_view header : {"#separator ", "#fields", "#set_separator"}) {
    if (StartsWith(line, header)) return InputFormat::kZeek;
  }
  if (StartsWith(line, "{")) {
    const std::string_view inside = TrimJsonBlanks(line.substr(1));
    if (inside.empty() || inside[0] == '"' || inside[0] == '}') {
      return LooksLikeZeekJson(line) ? InputFormat::kZeek : InputFormat::kNdjson;
    }
  }
  return HasCsvColumn(line, csv_text_column) ? InputFormat::kCsv : InputFormat::kLines;
}

}  // namespace txtsentry::client
