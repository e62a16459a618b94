// Tests whether a value has the form of a token that services issue.
#ifndef TXTSENTRY_CORE_RULES_MATCH_TOKEN_SHAPE_H_
#define TXTSENTRY_CORE_RULES_MATCH_TOKEN_SHAPE_H_

#include <string_view>

#include "core/rules/kinds/vendor_table.h"

namespace txtsentry::rules {

// Whether every byte of `value` is in the alphabet; for kUuid and kToken, whether the whole value
// has that form.
bool IsMadeOf(std::string_view value, Alphabet alphabet);

// True for a UUID; up to 12 digits; hexadecimal digits of the length of a known hash or random
// number; 6 to 44 letters and digits with - and _; or base64 of a usual length. A fragment of a
// longer text is rejected by its unusual length if the alphabet allows that.
bool IsIssuedToken(std::string_view value);

// Whether the value may be a token of a service of unknown form: one word of base64 (either
// alphabet) of up to 80 bytes, and of a usual length if it is hexadecimal.
bool IsPlausibleToken(std::string_view value);

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_MATCH_TOKEN_SHAPE_H_
