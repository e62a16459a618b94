#include "core/explain/character_shares.h"

namespace txtsentry::explain {

std::vector<CharacterShare> ShareOverCharacters(const text::SpannedTokens& spanned,
                                                absl::Span<const double> attributions) {
  std::vector<double> logits(spanned.characters.size());
  for (size_t t = 0; t < spanned.tokens.size(); ++t) {
    const text::TokenSpan& token = spanned.tokens[t];
    const double share = attributions[t] / (token.end - token.first);
    for (uint32_t c = token.first; c < token.end; ++c) logits[c] += share;
  }
  std::vector<CharacterShare> shares;
  for (size_t c = 0; c < logits.size(); ++c) {
    const text::WordCharacter& character = spanned.characters[c];
    // Two characters of a word may come from one character of the record (U+0130).
    if (shares.empty() || shares.back().offset_bytes != character.begin) {
      shares.push_back({character.begin, character.end - character.begin, 0.0});
    }
    shares.back().logit += logits[c];
  }
  return shares;
}

}  // namespace txtsentry::explain
