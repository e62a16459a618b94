#include "core/base/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "absl/strings/str_format.h"
#include "core/base/utf8.h"

namespace txtsentry::base {
namespace {

bool NeedsEscape(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

void AppendEscaped(char c, std::string& out) {
  constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  const size_t i = kShort.find(c);
  if (i == std::string_view::npos) {
    absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned char>(c));
    return;
  }
  out += '\\';
  out += kLetters[i];
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  const std::string replaced =
      base::IsValidUtf8(text) ? std::string() : base::ReplaceInvalidUtf8(text);
  if (!replaced.empty()) text = replaced;
  out += '"';
  while (!text.empty()) {
    const auto end = std::find_if(text.begin(), text.end(), NeedsEscape);
    const size_t plain = static_cast<size_t>(end - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    AppendEscaped(text[0], out);
    text.remove_prefix(1);
  }
  out += '"';
}

std::string JsonString(std::string_view text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
}

std::string JsonNumber(double number) {
  std::array<char, 32> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return std::string(buffer.data(), result.ptr);
}

}  // namespace txtsentry::base
