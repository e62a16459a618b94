#include "client/formats/json_parser.h"

#include <cstdint>

#include "absl/strings/str_format.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

constexpr size_t kEscapeBytes = 6;  // \uXXXX

// Returns the code unit of the \u escape at `position`, or -1 if there is none.
int32_t EscapedUnit(std::string_view json, size_t position) {
  if (json.size() < position + kEscapeBytes || json[position] != '\\' ||
      json[position + 1] != 'u') {
    return -1;
  }
  int32_t unit = 0;
  for (const char c : json.substr(position + 2, 4)) {
    int32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = c - 'A' + 10;
    } else {
      return -1;
    }
    unit = unit * 16 + digit;
  }
  return unit;
}

bool IsHighSurrogate(int32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsLowSurrogate(int32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

void ReplaceLoneSurrogateEscapes(std::string& json) {
  size_t position = json.find('\\');
  while (position != std::string::npos) {
    const int32_t unit = EscapedUnit(json, position);
    size_t taken = unit < 0 ? 2 : kEscapeBytes;
    if (IsHighSurrogate(unit) && IsLowSurrogate(EscapedUnit(json, position + kEscapeBytes))) {
      taken = 2 * kEscapeBytes;
    } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
      json.replace(position + 2, 4, "fffd");
    }
    position = json.find('\\', position + taken);
  }
}

absl::StatusOr<simdjson::dom::object> JsonParser::Parse(std::string_view line) {
  buffer_.assign(line);
  ReplaceLoneSurrogateEscapes(buffer_);
  const size_t bytes = buffer_.size();
  buffer_.resize(bytes + simdjson::SIMDJSON_PADDING);
  simdjson::dom::element root;
  if (const auto error =
          parser_.parse(buffer_.data(), bytes, /*realloc_if_needed=*/false).get(root)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("not a JSON object: %s", simdjson::error_message(error)));
  }
  simdjson::dom::object object;
  if (root.get(object)) {
    return absl::InvalidArgumentError("not a JSON object: another JSON value");
  }
  for (const auto& member : object) {
    if (member.key == "txt_score") {
      return absl::InvalidArgumentError("the event already has a member txt_score");
    }
  }
  return object;
}

absl::StatusOr<std::string> JsonStringValue(std::string_view name, simdjson::dom::element value) {
  std::string_view text;
  if (value.get(text)) {
    return absl::InvalidArgumentError(absl::StrFormat("%s is not a string", name));
  }
  return std::string(text);
}

absl::StatusOr<std::vector<std::string>> JsonStringsValue(std::string_view name,
                                                          simdjson::dom::element value) {
  simdjson::dom::array array;
  if (value.get(array)) {
    return absl::InvalidArgumentError(absl::StrFormat("%s is not an array of strings", name));
  }
  std::vector<std::string> strings;
  for (const simdjson::dom::element item : array) {
    std::string_view text;
    if (item.get(text)) {
      return absl::InvalidArgumentError(absl::StrFormat("%s is not an array of strings", name));
    }
    strings.emplace_back(text);
  }
  return strings;
}

}  // namespace txtsentry::client
