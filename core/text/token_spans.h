// Maps each token of a record to the bytes it was made from, for explanations.
//
// Follows SplitWords and ForEachNgram (char_wb.h), but every character carries its source bytes.
// Much slower than the tokenizer; used only for explanations.
#ifndef TXTSENTRY_CORE_TEXT_TOKEN_SPANS_H_
#define TXTSENTRY_CORE_TEXT_TOKEN_SPANS_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace txtsentry::text {

// A lower-cased character of a word, and the bytes [begin, end) of the record that it was made
// from: one UTF-8 character, or an invalid sequence that was read as U+FFFD. The '=' that replaces
// ' = ' has the bytes of the '=' alone. U+0130 is lowered to two characters; both have its bytes.
struct WordCharacter {
  char32_t code_point;
  uint32_t begin;
  uint32_t end;
};

// The characters [first, end) that form one token. Quotes between them were removed and are not
// part of the token.
struct TokenSpan {
  uint32_t first;
  uint32_t end;
};

struct SpannedTokens {
  std::vector<WordCharacter>
      characters;                 // Characters of all words, concatenated; ascending and disjoint.
  std::vector<TokenSpan> tokens;  // In the same order as Tokenizer::AppendIds.
};

// Accepts any bytes, up to 4 GiB. Linear time.
SpannedTokens SpanTokens(std::string_view bytes);

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_TOKEN_SPANS_H_
