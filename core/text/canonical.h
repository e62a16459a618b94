// The canonical text of a TXT resource record.
#ifndef TXTSENTRY_CORE_TEXT_CANONICAL_H_
#define TXTSENTRY_CORE_TEXT_CANONICAL_H_

#include <string>

#include "absl/types/span.h"

namespace txtsentry::text {

// Joins the record's character-strings (RFC 1035 3.3.14; unescaped bytes) with one space. The
// notebook reads presentation text, `"a" "b"`, and removes the quotes, which leaves the same space.
// RFC 7208 joins SPF strings without a space; doing so here would change the tokens at each seam.
std::string JoinCharacterStrings(absl::Span<const std::string> strings);

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_CANONICAL_H_
