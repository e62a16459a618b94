// The table of ownership proofs of the form key=value that known vendors use.
#ifndef TXTSENTRY_CORE_RULES_KINDS_VENDOR_TABLE_H_
#define TXTSENTRY_CORE_RULES_KINDS_VENDOR_TABLE_H_

#include <cstddef>
#include <string_view>

#include "absl/types/span.h"

namespace txtsentry::rules {

// The alphabet of a vendor's value.
enum class Alphabet {
  kDigits,     // 0-9
  kHex,        // Of one or both cases.
  kLowerCase,  // a-z 0-9
  kUpperCase,  // A-Z 0-9
  kAlnum,      // A-Z a-z 0-9
  kWord,       // A-Z a-z 0-9 _ -
  kMixedCase,  // kWord, but not hexadecimal; long, or with letters of both cases: random tokens.
  kDotted,     // A-Z a-z 0-9 _ - . :
  kBase64,     // A-Z a-z 0-9 + / with = at the end; not hexadecimal
  kUuid,       // 8-4-4-4-12 hexadecimal digits; the row's lengths must be 36.
  kToken,      // Any single token (token_shape.h) within the lengths.
};

// One form of one vendor's value. A key may have several rows.
struct VendorProof {
  std::string_view key;  // In lower case.
  char separator = '=';  // '=' or ':'
  Alphabet alphabet = Alphabet::kToken;
  size_t bytes_min = 0;
  size_t bytes_max = 0;
  // True if the vendor is known to issue no other form. Then a different value is not accepted as a
  // token of an unlisted form.
  bool firm = false;
};

// Returns the rows in no particular order. The keys have static lifetime.
absl::Span<const VendorProof> VendorTable();

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_VENDOR_TABLE_H_
