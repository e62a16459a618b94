// scikit-learn's "char_wb" n-grams for n = 2 to 4, with the notebook's str.strip() applied to each.
//
// Each word (a maximal run of non-space characters) is padded with one space at both ends. All its
// 2-grams come first, then all 3-grams, then all 4-grams, left to right; the first n-gram that
// covers the whole padded word is the word's last. Stripping removes the padding again, so each
// n-gram is a slice of the bare word, and a word of L characters has 3 L n-grams.
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

// Calls emit(begin, end) for each n-gram of a word of `length` >= 1 characters, in the notebook's
// order. begin and end are character positions in the bare word.
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

// The words of a text, for text that is not ASCII. `characters` holds the concatenated words as
// UTF-8.
struct Words {
  std::string characters;
  // [characters + 1]: byte offset of each character, then the end.
  std::vector<uint32_t> char_starts;
  // [words + 1]: index into char_starts of each word, then the end.
  std::vector<uint32_t> word_starts;
};

// Runs the notebook's preprocessing, up to the split into words. Accepts any bytes.
Words SplitWords(std::string_view bytes);

// Returns the n-grams of a record's canonical text as UTF-8, in the notebook's order, for counting
// a vocabulary. Slow and used only for training; the tokenizer looks up ids without creating
// strings.
std::vector<std::string> CharWbNgrams(std::string_view bytes);

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_CHAR_WB_H_
