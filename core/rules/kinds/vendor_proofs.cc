#include "core/rules/kinds/vendor_proofs.h"

#include <algorithm>
#include <utility>

#include "core/rules/match/ascii.h"
#include "core/rules/match/byte_set.h"
#include "core/rules/match/token_shape.h"

namespace txtsentry::rules {
namespace {

constexpr size_t kProofBytesMax = 400;
constexpr size_t kKeyBytesMin = 5;
constexpr size_t kKeyBytesMax = 90;
// Maximum number of characters that a typing error adds or omits; a long random token may lack a
// quarter of its characters.
constexpr size_t kSlipBytesMax = 3;
constexpr size_t kLongTokenBytes = 43;

constexpr ByteSet kKeyBytes([](char c) { return IsAlnum(c) || c == '_' || c == '-' || c == '.'; });

std::string_view WithoutBlanks(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::string NameOf(std::string_view key) {
  std::string name;
  for (const char c : key) name += IsAlnum(c) ? c : '_';
  name.erase(0, name.find_first_not_of('_'));
  return name;
}

// A host name and a token, as in "vendor-domain-verification=HOST,TOKEN".
bool IsHostAndToken(std::string_view value) {
  const size_t comma = value.find_first_of(",_");
  if (comma == std::string_view::npos || value.find('.') > comma) return false;
  return IsMadeOf(value.substr(0, comma), Alphabet::kDotted) &&
         IsIssuedToken(value.substr(comma + 1));
}

// Whether `value` resembles a value of the alphabet, ignoring its length.
bool IsLike(std::string_view value, Alphabet alphabet) {
  if (alphabet == Alphabet::kUuid) {
    return std::count(value.begin(), value.end(), '-') >= 3 &&
           std::all_of(value.begin(), value.end(),
                       [](char c) { return IsHexDigit(c) || c == '-'; });
  }
  if (alphabet == Alphabet::kHex || alphabet == Alphabet::kDigits) return IsMadeOf(value, alphabet);
  if (alphabet == Alphabet::kToken || alphabet == Alphabet::kDotted) return false;
  if (IsMadeOf(value, Alphabet::kHex)) return false;
  if (alphabet == Alphabet::kLowerCase || alphabet == Alphabet::kUpperCase) {
    return IsMadeOf(value, Alphabet::kAlnum);
  }
  return std::any_of(value.begin(), value.end(), IsLower) &&
         std::any_of(value.begin(), value.end(), IsUpper) &&
         (IsMadeOf(value, Alphabet::kWord) ||
          (value.size() >= kLongTokenBytes && IsMadeOf(value, Alphabet::kBase64)));
}

}  // namespace

bool IsProofKey(std::string_view key) {
  if (key.size() < kKeyBytesMin || key.size() > kKeyBytesMax) return false;
  const std::string lower = LowerCase(key);
  for (const char* word :
       {"verif", "validation", "validate", "ownership", "challenge", "confirm", "-dcv", "claim"}) {
    const size_t at = lower.find(word);
    // The vendor's name comes first, or after the word and a dash.
    if (at != std::string::npos && (at >= 2 || lower.find('-') != std::string::npos)) return true;
  }
  return false;
}

VendorProofs::VendorProofs(absl::Span<const VendorProof> table) {
  for (const VendorProof& row : table) {
    Vendor& vendor = vendors_[std::string(row.key)];
    vendor.name = NameOf(row.key);
    vendor.rows.push_back(&row);
  }
}

VendorProofs::KeyValue VendorProofs::Split(std::string_view text) {
  if (text.size() > kProofBytesMax) return {};
  size_t key_bytes = 0;
  while (key_bytes < text.size() && kKeyBytes.Has(text[key_bytes])) ++key_bytes;
  size_t at = key_bytes;
  while (at < text.size() && IsBlank(text[at])) ++at;
  if (at == text.size() || (text[at] != '=' && text[at] != ':')) return {};
  return {text.substr(0, key_bytes), WithoutBlanks(text.substr(at + 1))};
}

std::string_view VendorProofs::Find(std::string_view text) const {
  const auto [key, value] = Split(text);
  if (key.empty()) return {};
  if (const auto vendor = vendors_.find(LowerCase(key)); vendor != vendors_.end()) {
    for (const VendorProof* row : vendor->second.rows) {
      if (value.size() < row->bytes_min || value.size() > row->bytes_max) continue;
      if (IsMadeOf(value, row->alphabet)) return vendor->second.name;
    }
    return {};
  }
  if (!IsProofKey(key)) return {};
  return IsIssuedToken(value) || IsHostAndToken(value) ? kAnyVendor : std::string_view();
}

bool VendorProofs::HasPlausibleToken(std::string_view text) {
  const auto [key, value] = Split(text);
  return IsProofKey(key) && IsPlausibleToken(value);
}

bool VendorProofs::IsNearMiss(std::string_view text) const {
  const auto [key, value] = Split(text);
  const auto vendor = vendors_.find(LowerCase(key));
  if (key.empty() || vendor == vendors_.end()) return false;
  if (!vendor->second.rows.front()->firm && IsPlausibleToken(value)) return true;
  for (const VendorProof* row : vendor->second.rows) {
    const size_t bytes_missing_max =
        row->alphabet == Alphabet::kMixedCase && row->bytes_min == kLongTokenBytes
            ? row->bytes_min / 4
            : kSlipBytesMax;
    if (value.size() + bytes_missing_max < row->bytes_min) continue;
    if (value.size() > row->bytes_max + kSlipBytesMax) continue;
    if (IsLike(value, row->alphabet)) return true;
  }
  return false;
}

std::vector<std::pair<std::string, std::string_view>> VendorProofs::Prefixes() const {
  std::vector<std::pair<std::string, std::string_view>> prefixes;
  prefixes.reserve(vendors_.size());
  for (const auto& [key, vendor] : vendors_) {
    prefixes.emplace_back(key + vendor.rows.front()->separator, vendor.name);
  }
  return prefixes;
}

}  // namespace txtsentry::rules
