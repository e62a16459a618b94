// Holds the spans of an explanation equal to the n-grams that the model sees.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/utf8.h"
#include "core/text/char_wb.h"
#include "core/text/token_spans.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const txtsentry::text::SpannedTokens spanned = txtsentry::text::SpanTokens(bytes);
  const std::vector<std::string> ngrams = txtsentry::text::CharWbNgrams(bytes);
  if (spanned.tokens.size() != ngrams.size()) std::abort();
  uint32_t last_end = 0;
  for (const txtsentry::text::WordCharacter& c : spanned.characters) {
    const bool second_half = c.code_point == 0x0307 && c.end == last_end;
    if (c.begin >= c.end || c.end > size || (c.begin < last_end && !second_half)) std::abort();
    last_end = c.end;
  }
  for (size_t t = 0; t < ngrams.size(); ++t) {
    std::string ngram;
    for (uint32_t i = spanned.tokens[t].first; i < spanned.tokens[t].end; ++i) {
      txtsentry::base::AppendUtf8(spanned.characters.at(i).code_point, ngram);
    }
    if (ngram != ngrams[t]) std::abort();
  }
  return 0;
}
