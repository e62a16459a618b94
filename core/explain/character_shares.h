// Converts the contributions of tokens to a logit into contributions of the record's characters.
#ifndef TXTSENTRY_CORE_EXPLAIN_CHARACTER_SHARES_H_
#define TXTSENTRY_CORE_EXPLAIN_CHARACTER_SHARES_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "core/text/token_spans.h"

namespace txtsentry::explain {

// A character of the record, as bytes, and its contribution to the logit.
struct CharacterShare {
  int64_t offset_bytes = 0;
  int64_t length_bytes = 0;
  double logit = 0;
};

// Divides each token's attribution evenly among its characters. Returns one entry for each
// character that is part of a token, in the record's order; the total equals the sum of
// `attributions`, which has one entry per token of `spanned`.
std::vector<CharacterShare> ShareOverCharacters(const text::SpannedTokens& spanned,
                                                absl::Span<const double> attributions);

}  // namespace txtsentry::explain

#endif  // TXTSENTRY_CORE_EXPLAIN_CHARACTER_SHARES_H_
