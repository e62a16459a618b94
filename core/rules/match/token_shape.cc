#include "core/rules/match/token_shape.h"

#include <algorithm>
#include <cstddef>

#include "core/rules/match/ascii.h"

namespace txtsentry::rules {
namespace {

constexpr size_t kUuidBytes = 36;
constexpr size_t kLongTokenBytes = 43;

bool IsUuid(std::string_view value) {
  if (value.size() != kUuidBytes) return false;
  for (size_t i = 0; i < value.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? value[i] != '-' : !IsHexDigit(value[i])) return false;
  }
  return true;
}

template <typename Predicate>
bool All(std::string_view value, Predicate predicate) {
  return std::all_of(value.begin(), value.end(), predicate);
}

bool IsBase64(std::string_view value) {
  const size_t padding = value.size() - std::min(value.size(), value.find_last_not_of('=') + 1);
  value.remove_suffix(padding);
  return padding <= 2 && All(value, [](char c) { return IsAlnum(c) || c == '+' || c == '/'; });
}

bool IsWordByte(char c) { return IsAlnum(c) || c == '_' || c == '-'; }

// Lengths of hashes, and of random numbers issued by the services of vendor_table.cc.
bool IsUsualHexLength(size_t digits) {
  for (const size_t usual : {6, 8, 10, 12, 16, 20, 24, 30, 32, 40, 64}) {
    if (digits == usual) return true;
  }
  return false;
}

// Base64 lengths of 16, 24 and 32 bytes.
bool IsUsualBase64Length(size_t characters) {
  for (const size_t usual : {22, 24, 32, 43, 44}) {
    if (characters == usual) return true;
  }
  return false;
}

}  // namespace

bool IsMadeOf(std::string_view value, Alphabet alphabet) {
  switch (alphabet) {
    case Alphabet::kDigits:
      return All(value, IsDigit);
    case Alphabet::kHex:
      return All(value, IsHexDigit);
    case Alphabet::kLowerCase:
      return All(value, [](char c) { return IsLower(c) || IsDigit(c); });
    case Alphabet::kUpperCase:
      return All(value, [](char c) { return IsUpper(c) || IsDigit(c); });
    case Alphabet::kAlnum:
      return All(value, IsAlnum);
    case Alphabet::kWord:
      return All(value, IsWordByte);
    case Alphabet::kMixedCase:
      // Some zones have long tokens in one case, because an editor changed it.
      return All(value, IsWordByte) && !All(value, IsHexDigit) &&
             (value.size() >= kLongTokenBytes ||
              (std::any_of(value.begin(), value.end(), IsLower) &&
               std::any_of(value.begin(), value.end(), IsUpper)));
    case Alphabet::kDotted:
      return All(value, [](char c) { return IsWordByte(c) || c == '.' || c == ':'; });
    case Alphabet::kBase64:
      return IsBase64(value) && !All(value, IsHexDigit);
    case Alphabet::kUuid:
      return IsUuid(value);
    case Alphabet::kToken:
      return IsIssuedToken(value);
  }
  return false;
}

bool IsIssuedToken(std::string_view value) {
  constexpr size_t kDigitsMax = 12;
  constexpr size_t kWordBytesMin = 6;
  constexpr size_t kWordBytesMax = 44;
  if (value.empty()) return false;
  if (IsUuid(value)) return true;
  if (All(value, IsDigit)) return value.size() <= kDigitsMax;
  if (All(value, IsHexDigit)) return IsUsualHexLength(value.size());
  if (All(value, IsWordByte)) {
    return value.size() >= kWordBytesMin && value.size() <= kWordBytesMax;
  }
  return IsBase64(value) && IsUsualBase64Length(value.size());
}

bool IsPlausibleToken(std::string_view value) {
  constexpr size_t kBytesMax = 80;
  if (value.empty()) return false;
  if (All(value, IsHexDigit)) {
    return IsUsualHexLength(value.size()) || value.size() == 48 || value.size() == 56 ||
           value.size() == 96 || value.size() == 128;
  }
  return value.size() <= kBytesMax &&
         (IsBase64(value) || All(value, [](char c) { return IsWordByte(c) || c == '.'; }));
}

}  // namespace txtsentry::rules
