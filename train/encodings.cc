#include "train/encodings.h"

#include <cstddef>
#include <cstdint>

namespace txtsentry::train {
namespace {

// Splits a bit string into groups of `bits` and encodes each as a character of `alphabet`; pads the
// last group with zero bits.
std::string EncodeBits(std::string_view bytes, int bits, std::string_view alphabet) {
  std::string text;
  uint32_t buffer = 0;
  int held = 0;
  const uint32_t mask = (1u << bits) - 1;
  for (const char byte : bytes) {
    buffer = (buffer << 8) | static_cast<unsigned char>(byte);
    held += 8;
    while (held >= bits) {
      held -= bits;
      text.push_back(alphabet[(buffer >> held) & mask]);
    }
    buffer &= (1u << held) - 1;
  }
  if (held > 0) text.push_back(alphabet[(buffer << (bits - held)) & mask]);
  return text;
}

}  // namespace

std::string HexEncode(std::string_view bytes, std::string_view digits) {
  return EncodeBits(bytes, 4, digits);
}

std::string Base64Encode(std::string_view bytes, bool pad, std::string_view alphabet) {
  std::string text = EncodeBits(bytes, 6, alphabet);
  while (pad && text.size() % 4 != 0) text.push_back('=');
  return text;
}

std::string Base32Encode(std::string_view bytes, std::string_view alphabet) {
  return EncodeBits(bytes, 5, alphabet);
}

std::string Base85Encode(std::string_view bytes) {
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += 4) {
    const size_t count = bytes.size() - at < 4 ? bytes.size() - at : 4;
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) {
      value = (value << 8) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    char group[5];
    for (int i = 4; i >= 0; --i) {
      group[i] = static_cast<char>('!' + value % 85);
      value /= 85;
    }
    text.append(group, count + 1);
  }
  return text;
}

std::string Utf16Le(std::string_view ascii) {
  std::string bytes;
  bytes.reserve(ascii.size() * 2);
  for (const char c : ascii) {
    bytes.push_back(c);
    bytes.push_back('\0');
  }
  return bytes;
}

}  // namespace txtsentry::train
