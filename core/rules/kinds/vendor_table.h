// Proofs of ownership of the form key=value that known vendors ask for, as data.
#ifndef TXTSENTRY_CORE_RULES_KINDS_VENDOR_TABLE_H_
#define TXTSENTRY_CORE_RULES_KINDS_VENDOR_TABLE_H_

#include <cstddef>
#include <string_view>

#include "absl/types/span.h"

namespace txtsentry::rules {

// Of what bytes a vendor's value is made.
enum class Alphabet {
  kDigits,     // 0-9
  kHex,        // Of one case or both.
  kLowerCase,  // a-z 0-9
  kUpperCase,  // A-Z 0-9
  kAlnum,      // A-Z a-z 0-9
  kWord,       // A-Z a-z 0-9 _ -
  kMixedCase,  // kWord, not hexadecimal, with letters of both cases or long: random tokens.
  kDotted,     // A-Z a-z 0-9 _ - . :
  kBase64,     // A-Z a-z 0-9 + / and = at the end, not hexadecimal
  kUuid,       // 8-4-4-4-12 hexadecimal digits; the lengths of the row are 36.
  kToken,      // Any one token as token_shape.h says, within the lengths.
};

// One form of one vendor's value. A key may have several rows.
struct VendorProof {
  std::string_view key;  // In lower case.
  char separator = '=';  // '=' or ':'
  Alphabet alphabet = Alphabet::kToken;
  size_t bytes_min = 0;
  size_t bytes_max = 0;
  // The vendor is known to hand out no other form: what is not like it is no token of a form that
  // the table lacks.
  bool firm = false;
};

// Sorted by nothing; the text behind the keys lives as long as the program.
absl::Span<const VendorProof> VendorTable();

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_VENDOR_TABLE_H_
