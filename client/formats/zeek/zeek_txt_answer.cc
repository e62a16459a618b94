#include "client/formats/zeek/zeek_txt_answer.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/utf8.h"
#include "core/text/canonical.h"

namespace txtsentry::client {
namespace {

// Interpretations of the bytes of a string.
enum class Reading {
  kHexAndBackslash,   // \xHH and \\ are escapes.
  kHexOfUnprintable,  // \xHH is an escape if it stands for a byte that Zeek must escape.
  kHex,               // \xHH is an escape.
  kLiteral,           // There are no escapes.
  kPrivateUse,        // U+F0000 plus a byte value stands for the byte.
};

constexpr Reading kTsvReadings[] = {Reading::kHexAndBackslash, Reading::kHex, Reading::kLiteral};
constexpr Reading kJsonReadings[] = {Reading::kHexOfUnprintable, Reading::kHex, Reading::kLiteral,
                                     Reading::kHexAndBackslash, Reading::kPrivateUse};

constexpr char32_t kPrivateUseFirst = 0xF0000;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// One byte of a string, and the number of bytes that represent it in the answer.
struct Unit {
  char byte = 0;
  size_t width = 1;
};

Unit ReadUnit(std::string_view bytes, Reading reading) {
  if (reading == Reading::kPrivateUse) {
    const base::DecodedChar decoded = base::DecodeUtf8(bytes, 0);
    if (decoded.valid && decoded.code_point >= kPrivateUseFirst &&
        decoded.code_point <= kPrivateUseFirst + 0xFF) {
      return {static_cast<char>(decoded.code_point - kPrivateUseFirst),
              static_cast<size_t>(decoded.bytes)};
    }
    return {bytes[0], 1};
  }
  if (reading != Reading::kLiteral && bytes[0] == '\\' && bytes.size() >= 2) {
    if (bytes[1] == '\\' && reading == Reading::kHexAndBackslash) return {'\\', 2};
    if (bytes[1] == 'x' && bytes.size() >= 4 && HexDigit(bytes[2]) >= 0 &&
        HexDigit(bytes[3]) >= 0) {
      const int byte = HexDigit(bytes[2]) * 16 + HexDigit(bytes[3]);
      const bool printable = byte >= 0x20 && byte < 0x7f;
      if (!printable || reading != Reading::kHexOfUnprintable) return {static_cast<char>(byte), 4};
    }
  }
  return {bytes[0], 1};
}

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::string_view WithoutUpdatePrefix(std::string_view answer) {
  for (const std::string_view prefix : {"add:", "del:"}) {
    if (!StartsWith(answer, prefix)) continue;
    answer.remove_prefix(prefix.size());
    while (StartsWith(answer, " ")) answer.remove_prefix(1);
    break;
  }
  return answer;
}

// Removes a leading `TXT n ` or `SPF n ` and returns n. The space after n may be missing at the
// very end, because another tool may have trimmed an empty string.
std::optional<size_t> TakeLength(std::string_view& text) {
  constexpr size_t kDigitsMax = 7;
  if (!StartsWith(text, "TXT ") && !StartsWith(text, "SPF ")) return std::nullopt;
  size_t end = 4;
  size_t length = 0;
  while (end < text.size() && end < 4 + kDigitsMax && text[end] >= '0' && text[end] <= '9') {
    length = length * 10 + static_cast<size_t>(text[end] - '0');
    ++end;
  }
  if (end == 4) return std::nullopt;
  if (end == text.size()) {
    text = {};
    return length;
  }
  if (text[end] != ' ') return std::nullopt;
  text.remove_prefix(end + 1);
  return length;
}

bool EndsString(std::string_view rest) {
  if (rest.empty()) return true;
  if (rest[0] != ' ') return false;
  rest.remove_prefix(1);
  return TakeLength(rest).has_value();
}

// Removes a string of `length` bytes from the front of `text`, or leaves it unchanged.
std::optional<std::string> TakeString(std::string_view& text, size_t length, Reading reading) {
  if (length > text.size()) return std::nullopt;
  std::string_view rest = text;
  std::string bytes;
  while (bytes.size() < length && !rest.empty()) {
    const Unit unit = ReadUnit(rest, reading);
    bytes += unit.byte;
    rest.remove_prefix(unit.width);
  }
  if (bytes.size() < length || !EndsString(rest)) return std::nullopt;
  text = rest;
  return bytes;
}

std::optional<std::string> TakeStringInSomeReading(std::string_view& text, size_t length,
                                                   ZeekEscaping escaping) {
  if (escaping == ZeekEscaping::kTsv) {
    for (const Reading reading : kTsvReadings) {
      if (auto bytes = TakeString(text, length, reading)) return bytes;
    }
    return std::nullopt;
  }
  for (const Reading reading : kJsonReadings) {
    if (auto bytes = TakeString(text, length, reading)) return bytes;
  }
  return std::nullopt;
}

}  // namespace

std::optional<TxtRecord> ZeekTxtRecord(std::string_view answer, ZeekEscaping escaping,
                                       std::string_view query) {
  std::string_view rest = WithoutUpdatePrefix(answer);
  if (!TakeLength(rest)) return std::nullopt;
  TxtRecord record;
  record.request.owner_name = query;
  const auto strings = ParseZeekTxtAnswer(answer, escaping);
  record.status = strings.status();
  if (strings.ok()) record.request.text = text::JoinCharacterStrings(*strings);
  return record;
}

absl::StatusOr<std::vector<std::string>> ParseZeekTxtAnswer(std::string_view answer,
                                                            ZeekEscaping escaping) {
  std::string_view rest = WithoutUpdatePrefix(answer);
  std::vector<std::string> strings;
  while (true) {
    const std::optional<size_t> length = TakeLength(rest);
    if (!length) return absl::InvalidArgumentError("the answer is not of the form TXT n text");
    auto bytes = TakeStringInSomeReading(rest, *length, escaping);
    if (!bytes) {
      return absl::InvalidArgumentError(
          absl::StrFormat("string %d of the TXT answer does not have the %d bytes it announces "
                          "(%d bytes follow, escapes included)",
                          strings.size() + 1, *length, rest.size()));
    }
    strings.push_back(*std::move(bytes));
    if (rest.empty()) return strings;
    rest.remove_prefix(1);
  }
}

std::string UnescapeZeekTsv(std::string_view field) {
  std::string bytes;
  bytes.reserve(field.size());
  while (!field.empty()) {
    const Unit unit = ReadUnit(field, Reading::kHexAndBackslash);
    bytes += unit.byte;
    field.remove_prefix(unit.width);
  }
  return bytes;
}

}  // namespace txtsentry::client
