// Validates UTF-8, and decodes it as Python does.
#ifndef TXTSENTRY_CORE_BASE_UTF8_H_
#define TXTSENTRY_CORE_BASE_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace txtsentry::base {

// True if all of `bytes` is well-formed UTF-8 as defined by RFC 3629: no overlong forms, no
// surrogates, nothing above U+10FFFF, no truncated sequence. An empty text is well-formed. Linear
// time.
bool IsValidUtf8(std::string_view bytes);

// True if every byte is below 0x80.
bool IsAscii(std::string_view bytes);

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// The result of one decoding step: a code point and the number of bytes read.
struct DecodedChar {
  char32_t code_point;
  int bytes;   // 1 to 4
  bool valid;  // False if code_point replaces an invalid sequence.
};

// Decodes the character at bytes[position]; requires position < bytes.size(). An invalid sequence
// gives U+FFFD for the longest prefix of a valid sequence (the Unicode standard's "maximal
// subpart", table 3-7), at least one byte. This equals bytes.decode("utf-8", "replace") in CPython
// 3.3 and later.
DecodedChar DecodeUtf8(std::string_view bytes, size_t position);

// Appends a code point. Requires code_point <= 0x10FFFF and no surrogate.
void AppendUtf8(char32_t code_point, std::string& out);

// Returns the result of bytes.decode("utf-8", "replace") as valid UTF-8.
std::string ReplaceInvalidUtf8(std::string_view bytes);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_UTF8_H_
