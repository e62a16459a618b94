// Whether a value has a shape in which services hand out tokens.
#ifndef TXTSENTRY_CORE_RULES_MATCH_TOKEN_SHAPE_H_
#define TXTSENTRY_CORE_RULES_MATCH_TOKEN_SHAPE_H_

#include <string_view>

#include "core/rules/kinds/vendor_table.h"

namespace txtsentry::rules {

// Whether every byte of `value` is of the alphabet; for kUuid and kToken the whole shape.
bool IsMadeOf(std::string_view value, Alphabet alphabet);

// A UUID; up to 12 digits; hexadecimal digits of the length of a known hash or random number; 6 to
// 44 letters and digits with - and _; or base64 of a usual length. The odd length of a piece of a
// longer text makes it none where the alphabet lets that be told.
bool IsIssuedToken(std::string_view value);

// Whether it may be a token of a service whose form is not known: one word of base64 of either
// alphabet, up to 80 bytes, and of a usual length if it is hexadecimal.
bool IsPlausibleToken(std::string_view value);

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_MATCH_TOKEN_SHAPE_H_
