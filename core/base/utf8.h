// UTF-8: whether bytes are well-formed, and decoding as Python reads it.
#ifndef TXTSENTRY_CORE_BASE_UTF8_H_
#define TXTSENTRY_CORE_BASE_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace txtsentry::base {

// True when all of `bytes` is well-formed UTF-8 as RFC 3629 has it: no overlong forms, no
// surrogates, nothing above U+10FFFF, no sequence cut short. Empty is well-formed. Linear time.
bool IsValidUtf8(std::string_view bytes);

// True when every byte is below 0x80.
bool IsAscii(std::string_view bytes);

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// One decoding step: the code point and how many bytes it took.
struct DecodedChar {
  char32_t code_point;
  int bytes;   // 1 to 4
  bool valid;  // False when code_point stands in for a broken sequence.
};

// Decodes at bytes[position]; position < bytes.size(). A broken sequence gives U+FFFD for its
// longest prefix that could have begun a character (the Unicode standard's "maximal subpart", table
// 3-7), at least one byte. That is what bytes.decode("utf-8", "replace") does in CPython 3.3 and
// later.
DecodedChar DecodeUtf8(std::string_view bytes, size_t position);

// Appends a code point, at most 0x10FFFF and no surrogate.
void AppendUtf8(char32_t code_point, std::string& out);

// The whole of bytes.decode("utf-8", "replace"), as valid UTF-8.
std::string ReplaceInvalidUtf8(std::string_view bytes);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_UTF8_H_
