#include "core/base/utf8.h"

#include <simdjson.h>

#include <cstdint>
#include <cstring>

namespace txtsentry::base {
namespace {

// Properties of a lead byte: the number of continuation bytes, and the valid range of the first
// one. The range excludes overlong forms, surrogates and values above U+10FFFF.
struct Lead {
  int continuations;  // 0 for an invalid lead byte.
  uint8_t first_min;
  uint8_t first_max;
};

Lead LeadOf(uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

bool IsValidUtf8(std::string_view bytes) {
  // Most texts are short ASCII: this check costs less than a call through a function pointer.
  return IsAscii(bytes) || simdjson::validate_utf8(bytes.data(), bytes.size());
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

DecodedChar DecodeUtf8(std::string_view bytes, size_t position) {
  const auto byte_at = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  const uint8_t first = byte_at(position);
  if (first < 0x80) return {first, 1, true};
  const Lead lead = LeadOf(first);
  if (lead.continuations == 0) return {kReplacementCharacter, 1, false};
  char32_t code_point = first & (0x3F >> lead.continuations);
  for (int i = 1; i <= lead.continuations; ++i) {
    const uint8_t low = i == 1 ? lead.first_min : 0x80;
    const uint8_t high = i == 1 ? lead.first_max : 0xBF;
    if (position + i >= bytes.size() || byte_at(position + i) < low ||
        byte_at(position + i) > high) {
      return {kReplacementCharacter, i, false};
    }
    code_point = code_point << 6 | (byte_at(position + i) & 0x3F);
  }
  return {code_point, lead.continuations + 1, true};
}

void AppendUtf8(char32_t code_point, std::string& out) {
  const auto push = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xC0 | code_point >> 6);
    push(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    push(0xE0 | code_point >> 12);
    push(0x80 | (code_point >> 6 & 0x3F));
    push(0x80 | (code_point & 0x3F));
  } else {
    push(0xF0 | code_point >> 18);
    push(0x80 | (code_point >> 12 & 0x3F));
    push(0x80 | (code_point >> 6 & 0x3F));
    push(0x80 | (code_point & 0x3F));
  }
}

std::string ReplaceInvalidUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (size_t i = 0; i < bytes.size();) {
    const DecodedChar c = DecodeUtf8(bytes, i);
    if (c.valid) {
      out.append(bytes.substr(i, c.bytes));
    } else {
      AppendUtf8(kReplacementCharacter, out);
    }
    i += c.bytes;
  }
  return out;
}

}  // namespace txtsentry::base
