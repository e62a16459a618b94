#include "client/formats/json_text.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "core/base/utf8.h"

namespace txtsentry::client {
namespace {

constexpr std::string_view kJsonBlanks = " \t\r\n";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Removes leading digits; returns false if there are none.
bool TakeDigits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), IsDigit);
  const size_t n = static_cast<size_t>(end - text.begin());
  text.remove_prefix(n);
  return n > 0;
}

}  // namespace

void AppendTextMember(std::string_view key, std::string_view text, std::string& out) {
  if (!out.empty() && out.back() != '{') out += ',';
  if (base::IsValidUtf8(text)) {
    AppendJsonString(key, out);
    out += ':';
    AppendJsonString(text, out);
    return;
  }
  out += "\"strings_b64\":[\"";
  out += absl::Base64Escape(std::string(text));
  out += "\"]";
}

bool IsJsonNumber(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  const bool leading_zero = text.size() > 1 && text[0] == '0' && IsDigit(text[1]);
  if (leading_zero || !TakeDigits(text)) return false;
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    if (!TakeDigits(text)) return false;
  }
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text.remove_prefix(1);
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
    if (!TakeDigits(text)) return false;
  }
  return text.empty();
}

void AppendWithMember(std::string_view object, std::string_view member, std::string& out) {
  object = TrimJsonBlanks(object);
  object.remove_suffix(1);
  out += object;
  if (!TrimJsonBlanks(object.substr(1)).empty()) out += ',';
  out += member;
  out += '}';
}

std::string_view TrimJsonBlanks(std::string_view text) {
  const size_t start = text.find_first_not_of(kJsonBlanks);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kJsonBlanks) - start + 1);
}

}  // namespace txtsentry::client
