// scikit-learn's "char_wb" n-grams, n from 2 to 4, with the notebook's str.strip() on each.
//
// Every word (maximal run of non-space characters) is padded with one space at both ends; first all
// its 2-grams, then all 3-grams, then all 4-grams are taken, left to right; once an n-gram covers
// the whole padded word, that word ends there. Stripping removes the padding again, so each n-gram
// is a slice of the bare word, and a word of L characters has 3 L of them.
#ifndef TXTSENTRY_CORE_TEXT_CHAR_WB_H_
#define TXTSENTRY_CORE_TEXT_CHAR_WB_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace txtsentry::text {

inline constexpr int64_t kNgramMin = 2;
inline constexpr int64_t kNgramMax = 4;

// Calls emit(begin, end), character positions in the bare word, for each n-gram of a word of
// `length` >= 1 characters, in the notebook's order.
template <typename Emit>
void ForEachNgram(int64_t length, const Emit& emit) {
  for (int64_t n = kNgramMin; n <= kNgramMax; ++n) {
    const int64_t count = std::max<int64_t>(1, length + 2 - n + 1);
    for (int64_t o = 0; o < count; ++o) {
      emit(std::max<int64_t>(0, o - 1), std::min(length, o + n - 1));
    }
    if (count == 1) return;
  }
}

// A text cut into words on the Unicode path. `characters` holds the words end to end as UTF-8.
struct Words {
  std::string characters;
  std::vector<uint32_t> char_starts;  // [characters + 1] byte offset of each character, and the end
  std::vector<uint32_t>
      word_starts;  // [words + 1] index into char_starts of each word, and the end
};

// The whole of the notebook's preprocessing up to the words, for any bytes.
Words SplitWords(std::string_view bytes);

// The n-grams of a record's canonical text in the notebook's order, as UTF-8: what a vocabulary is
// counted from. Slow: for training; the tokenizer looks ids up without making strings.
std::vector<std::string> CharWbNgrams(std::string_view bytes);

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_CHAR_WB_H_
