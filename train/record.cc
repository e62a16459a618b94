#include "train/record.h"

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"

namespace txtsentry::train {
namespace {

// Returns the length of the well-formed UTF-8 sequence of two to four bytes at the start of
// `bytes`, or 0.
size_t Utf8SequenceBytes(std::string_view bytes) {
  const auto at = [bytes](size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u;
  };
  const unsigned lead = at(0);
  size_t count = 0;
  unsigned second_low = 0x80, second_high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    count = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    count = 3;
    if (lead == 0xe0) second_low = 0xa0;
    if (lead == 0xed) second_high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    count = 4;
    if (lead == 0xf0) second_low = 0x90;
    if (lead == 0xf4) second_high = 0x8f;
  } else {
    return 0;
  }
  if (at(1) < second_low || at(1) > second_high) return 0;
  for (size_t i = 2; i < count; ++i) {
    if (at(i) < 0x80 || at(i) > 0xbf) return 0;
  }
  return count;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string EscapeText(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      escaped += "\\\\";
    } else if (c == '\t') {
      escaped += "\\t";
    } else if (c == '\n') {
      escaped += "\\n";
    } else if (c == '\r') {
      escaped += "\\r";
    } else if (c >= 0x20 && c < 0x7f) {
      escaped += c;
    } else if (const size_t count = Utf8SequenceBytes(text.substr(i)); count > 0) {
      escaped += text.substr(i, count);
      i += count - 1;
    } else {
      escaped += absl::StrFormat("\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return escaped;
}

absl::StatusOr<std::string> UnescapeText(std::string_view escaped) {
  std::string text;
  text.reserve(escaped.size());
  for (size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '\\') {
      text += escaped[i];
      continue;
    }
    const char kind = i + 1 < escaped.size() ? escaped[i + 1] : '\0';
    const int high = kind == 'x' && i + 3 < escaped.size() ? HexValue(escaped[i + 2]) : -1;
    const int low = high >= 0 ? HexValue(escaped[i + 3]) : -1;
    if (kind == '\\') {
      text += '\\';
    } else if (kind == 't') {
      text += '\t';
    } else if (kind == 'n') {
      text += '\n';
    } else if (kind == 'r') {
      text += '\r';
    } else if (low >= 0) {
      text += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      return absl::InvalidArgumentError(absl::StrFormat(
          "backslash at offset %d of a text starts none of the escapes \\t \\n \\r \\\\ \\xHH", i));
    }
    ++i;
  }
  return text;
}

std::string FormatRecord(const LabelledRecord& record) {
  return absl::StrFormat("%d\t%s\t%s", record.label, record.owner_name, EscapeText(record.text));
}

}  // namespace txtsentry::train
