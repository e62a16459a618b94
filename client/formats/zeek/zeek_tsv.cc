#include "client/formats/zeek/zeek_tsv.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "client/formats/json_text.h"
#include "client/formats/zeek/zeek_txt_answer.h"
#include "core/base/status.h"
#include "core/base/utf8.h"

namespace txtsentry::client {
namespace {

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::vector<std::string> SplitBy(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

// Like Zeek's JSON writer: writes control bytes and bytes that are not UTF-8 as \xHH, and after
// such a byte every later multibyte character too.
void AppendZeekJsonString(std::string_view bytes, std::string& json) {
  const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7f; };
  if (std::all_of(bytes.begin(), bytes.end(), is_plain)) return AppendJsonString(bytes, json);
  constexpr std::string_view kJsonHasAnEscapeFor = "\b\f\n\r\t";
  std::string text;
  bool broken = false;
  for (size_t i = 0; i < bytes.size();) {
    const base::DecodedChar decoded = base::DecodeUtf8(bytes, i);
    const std::string_view character = bytes.substr(i, static_cast<size_t>(decoded.bytes));
    i += character.size();
    broken = broken || !decoded.valid;
    const bool control = (decoded.code_point < 0x20 || decoded.code_point == 0x7f) &&
                         kJsonHasAnEscapeFor.find(character[0]) == std::string_view::npos;
    if (!control && (!broken || character.size() == 1) && decoded.valid) {
      text += character;
      continue;
    }
    for (const char c : character) {
      absl::StrAppendFormat(&text, "\\x%02x", static_cast<unsigned char>(c));
    }
  }
  AppendJsonString(text, json);
}

// Returns the element type of set[x] and vector[x]; otherwise empty.
std::string_view ElementType(std::string_view type) {
  if (!StartsWith(type, "set[") && !StartsWith(type, "vector[")) return {};
  const size_t open = type.find('[');
  return type.substr(open + 1, type.find_last_of(']') - open - 1);
}

bool IsNumberType(std::string_view type) {
  constexpr std::string_view kTypes[] = {"time", "interval", "count", "int", "port", "double"};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

}  // namespace

std::vector<std::string> ZeekTsv::Split(std::string_view line) const {
  return SplitBy(line, separator_);
}

std::vector<std::string> ZeekTsv::SplitSet(std::string_view value) const {
  return SplitBy(value, set_separator_);
}

void ZeekTsv::AddHeader(std::string_view line) {
  constexpr std::string_view kSeparator = "#separator ";
  if (StartsWith(line, kSeparator)) {
    *this = ZeekTsv();
    const std::string separator = UnescapeZeekTsv(line.substr(kSeparator.size()));
    if (!separator.empty()) separator_ = separator;
    return;
  }
  std::vector<std::string> words = Split(line);
  if (words.size() < 2) return;
  if (words[0] == "#set_separator" && !words[1].empty()) set_separator_ = words[1];
  if (words[0] == "#empty_field") empty_field_ = words[1];
  if (words[0] == "#unset_field") unset_field_ = words[1];
  if (words[0] == "#fields") {
    fields_.assign(words.begin() + 1, words.end());
    types_.clear();
  }
  if (words[0] == "#types" && words.size() == fields_.size() + 1) {
    types_.assign(words.begin() + 1, words.end());
  }
}

void ZeekTsv::AppendValue(std::string_view type, std::string_view value, std::string& json) const {
  if (IsNumberType(type) && IsJsonNumber(value)) {
    json += value;
  } else if (type == "bool" && (value == "T" || value == "F")) {
    json += value == "T" ? "true" : "false";
  } else if (value == empty_field_) {
    json += "\"\"";
  } else {
    AppendZeekJsonString(UnescapeZeekTsv(value), json);
  }
}

void ZeekTsv::AppendMember(size_t field, std::string_view value, std::string& json) const {
  if (json.back() != '{') json += ',';
  AppendJsonString(fields_[field], json);
  json += ':';
  const bool is_answers = fields_[field] == "answers";
  const std::string_view type = types_.empty() ? std::string_view() : types_[field];
  std::string_view element_type = ElementType(type);
  if (element_type.empty() && is_answers) element_type = "string";
  if (element_type.empty()) return AppendValue(type, value, json);
  json += '[';
  if (value != empty_field_) {
    for (const std::string& element : SplitSet(value)) {
      if (json.back() != '[') json += ',';
      if (element == unset_field_) {
        json += "null";
      } else {
        AppendValue(element_type, element, json);
      }
    }
  }
  json += ']';
}

absl::Status ZeekTsv::ReadRow(std::string_view line, Event& event) const {
  if (fields_.empty()) return absl::InvalidArgumentError("a row before any #fields line");
  const std::vector<std::string> values = Split(line);
  if (values.size() != fields_.size()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("fields=%d differs from #fields with %d", values.size(), fields_.size()));
  }
  std::string json = "{";
  std::string query;
  std::string_view answers;
  for (size_t i = 0; i < values.size(); ++i) {
    if (fields_[i] == "txt_score") {
      return absl::InvalidArgumentError("the event already has a field txt_score");
    }
    if (values[i] == unset_field_) continue;
    AppendMember(i, values[i], json);
    if (fields_[i] == "query") query = UnescapeZeekTsv(values[i]);
    if (fields_[i] == "answers" && values[i] != empty_field_) answers = values[i];
  }
  json += '}';
  event.json = std::move(json);
  for (const std::string& answer : SplitSet(answers)) {
    auto record = ZeekTxtRecord(answer, ZeekEscaping::kTsv, query);
    if (record) event.records.push_back(*std::move(record));
  }
  return absl::OkStatus();
}

}  // namespace txtsentry::client
