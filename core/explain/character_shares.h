// From what each token adds to a logit to what each character of the record adds.
#ifndef TXTSENTRY_CORE_EXPLAIN_CHARACTER_SHARES_H_
#define TXTSENTRY_CORE_EXPLAIN_CHARACTER_SHARES_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "core/text/token_spans.h"

namespace txtsentry::explain {

// A character of the record, as bytes, and what it adds to the logit.
struct CharacterShare {
  int64_t offset_bytes = 0;
  int64_t length_bytes = 0;
  double logit = 0;
};

// A token's attribution is shared evenly over the characters that it was made of. One entry a
// character that is part of a token, in the record's order; the sum is that of `attributions`,
// which has an entry a token of `spanned`.
std::vector<CharacterShare> ShareOverCharacters(const text::SpannedTokens& spanned,
                                                absl::Span<const double> attributions);

}  // namespace txtsentry::explain

#endif  // TXTSENTRY_CORE_EXPLAIN_CHARACTER_SHARES_H_
