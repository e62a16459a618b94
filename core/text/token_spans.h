// Which bytes of a record each of its tokens was made of: what an explanation points at.
//
// The same way as SplitWords and ForEachNgram (char_wb.h) with every character carrying the bytes
// that it came from. Slower than the tokenizer by far, and only for explaining.
#ifndef TXTSENTRY_CORE_TEXT_TOKEN_SPANS_H_
#define TXTSENTRY_CORE_TEXT_TOKEN_SPANS_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace txtsentry::text {

// A character of a word, lowered, and the bytes [begin, end) of the record that it was made of: one
// character of UTF-8, or a broken sequence that was read as U+FFFD. The middle character that takes
// the place of ' = ' has the bytes of the '=' alone. Both characters that U+0130 is lowered to have
// the bytes of that one.
struct WordCharacter {
  char32_t code_point;
  uint32_t begin;
  uint32_t end;
};

// The characters [first, end) that one token was made of. Quotes between them were dropped and are
// no part of it.
struct TokenSpan {
  uint32_t first;
  uint32_t end;
};

struct SpannedTokens {
  std::vector<WordCharacter> characters;  // Of all words, end to end; ascending, none overlap.
  std::vector<TokenSpan> tokens;          // In exactly the order of Tokenizer::AppendIds.
};

// For any bytes, up to 4 GiB. Linear time.
SpannedTokens SpanTokens(std::string_view bytes);

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_TOKEN_SPANS_H_
