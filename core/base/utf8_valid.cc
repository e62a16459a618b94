#include "core/base/utf8_valid.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace txtsentry::base {
namespace {

bool IsContinuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

// The bytes in the well-formed sequence that starts at s[i], or 0 when none starts there.
size_t SequenceBytes(std::string_view s, size_t i) {
  const auto at = [s](size_t k) { return static_cast<uint8_t>(s[k]); };
  const uint8_t lead = at(i);
  if (lead < 0x80) return 1;
  size_t bytes = 0;
  // The range that the second byte may take: this is where overlong forms, surrogates and values
  // above U+10FFFF are refused.
  uint8_t second_min = 0x80;
  uint8_t second_max = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    bytes = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    bytes = 3;
    if (lead == 0xE0) second_min = 0xA0;
    if (lead == 0xED) second_max = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    bytes = 4;
    if (lead == 0xF0) second_min = 0x90;
    if (lead == 0xF4) second_max = 0x8F;
  } else {
    return 0;
  }
  if (s.size() - i < bytes) return 0;
  if (at(i + 1) < second_min || at(i + 1) > second_max) return 0;
  for (size_t k = 2; k < bytes; ++k) {
    if (!IsContinuation(at(i + k))) return 0;
  }
  return bytes;
}

}  // namespace

bool IsValidUtf8(std::string_view bytes) {
  // Most texts are, which needs no look at each byte.
  if (IsAscii(bytes)) return true;
  size_t i = 0;
  while (i < bytes.size()) {
    const size_t sequence_bytes = SequenceBytes(bytes, i);
    if (sequence_bytes == 0) return false;
    i += sequence_bytes;
  }
  return true;
}

bool IsAscii(std::string_view bytes) {
  constexpr uint64_t kHighBits = 0x8080808080808080u;
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= bytes.size(); i += sizeof(uint64_t)) {
    uint64_t block = 0;
    std::memcpy(&block, bytes.data() + i, sizeof(block));
    if ((block & kHighBits) != 0) return false;
  }
  for (; i < bytes.size(); ++i) {
    if ((static_cast<uint8_t>(bytes[i]) & 0x80) != 0) return false;
  }
  return true;
}

}  // namespace txtsentry::base
