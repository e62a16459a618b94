#include "client/formats/terminal_text.h"

#include "absl/strings/str_format.h"

namespace txtsentry::client {

std::string TerminalText(std::string_view bytes, size_t columns_max) {
  constexpr std::string_view kCut = "...";
  std::string text;
  // Position at which to truncate if the text is too long for its columns.
  size_t cut = 0;
  for (const char c : bytes) {
    if (c == '\\') {
      text += "\\\\";
    } else if (c >= 0x20 && c < 0x7f) {
      text += c;
    } else {
      absl::StrAppendFormat(&text, "\\x%02x", static_cast<unsigned char>(c));
    }
    if (text.size() > columns_max) {
      if (columns_max < kCut.size()) return std::string(columns_max, '.');
      text.resize(cut);
      text += kCut;
      return text;
    }
    if (text.size() + kCut.size() <= columns_max) cut = text.size();
  }
  return text;
}

}  // namespace txtsentry::client
