#include "core/text/tokenizer.h"

#include <array>
#include <utility>

#include "core/base/status.h"
#include "core/base/utf8.h"
#include "core/text/char_wb.h"
#include "core/text/normalizer.h"
#include "core/text/vocabulary.h"

namespace txtsentry::text {
namespace {

// Equals str.isspace() below 0x80: tab to carriage return, the four separators U+001C to U+001F,
// space.
bool IsAsciiSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
}

// Returns the key of the last n characters in `window`, which holds 7 bits per character.
AsciiKey LastOf(uint32_t window, int n) {
  const uint32_t sentinel = 1u << 7 * n;
  return (window & (sentinel - 1)) | sentinel;
}

// Appends the ids of one word's n-grams. For each n, the first n-gram is padded and has n - 1
// characters, then come all unpadded n-grams, then the last, padded one. That gives L + 1 2-grams,
// L 3-grams and L - 1 4-grams, which the loop writes side by side. Requires word.size() >= 3;
// otherwise a single n-gram covers the word and both paddings.
int32_t* AppendLongWord(NgramTable::Lookup ngrams, std::string_view word, int32_t* out) {
  static_assert(kNgramMin == 2 && kNgramMax == 4);
  int32_t* two = out;
  int32_t* three = two + word.size() + 1;
  int32_t* four = three + word.size();
  uint32_t window = static_cast<unsigned char>(word[0]);
  *two++ = ngrams.Id(LastOf(window, 1));
  window = ExtendAsciiKey(window, word[1]);
  *two++ = ngrams.Id(LastOf(window, 2));
  *three++ = ngrams.Id(LastOf(window, 2));
  window = ExtendAsciiKey(window, word[2]);
  *two++ = ngrams.Id(LastOf(window, 2));
  *three++ = ngrams.Id(LastOf(window, 3));
  *four++ = ngrams.Id(LastOf(window, 3));
  for (const char c : word.substr(3)) {
    window = ExtendAsciiKey(window, c);
    *two++ = ngrams.Id(LastOf(window, 2));
    *three++ = ngrams.Id(LastOf(window, 3));
    *four++ = ngrams.Id(LastOf(window, 4));
  }
  *two = ngrams.Id(LastOf(window, 1));
  *three = ngrams.Id(LastOf(window, 2));
  *four = ngrams.Id(LastOf(window, 3));
  return four + 1;
}

int32_t* AppendWord(NgramTable::Lookup ngrams, std::string_view word, int32_t* out) {
  if (word.size() >= kNgramMax - 1) return AppendLongWord(ngrams, word, out);
  ForEachNgram(static_cast<int64_t>(word.size()), [&](int64_t begin, int64_t end) {
    *out++ = ngrams.Id(AsciiKeyOf(word.substr(begin, end - begin)));
  });
  return out;
}

void AppendIdsAscii(NgramTable::Lookup ngrams, std::string_view bytes, std::vector<int32_t>& ids) {
  std::string text(bytes);
  RemoveSpacesKeyValue(text);
  RemoveQuotesAndLowerAscii(text);
  const size_t before = ids.size();
  ids.resize(before + 3 * text.size());
  int32_t* out = ids.data() + before;
  for (size_t i = 0; i < text.size();) {
    if (IsAsciiSpace(text[i])) {
      ++i;
      continue;
    }
    const size_t begin = i;
    while (i < text.size() && !IsAsciiSpace(text[i])) ++i;
    out = AppendWord(ngrams, std::string_view(text).substr(begin, i - begin), out);
  }
  ids.resize(out - ids.data());
}

}  // namespace

Tokenizer::Tokenizer(std::unique_ptr<Vocabulary> vocabulary) : vocabulary_(std::move(vocabulary)) {}
Tokenizer::~Tokenizer() = default;

absl::StatusOr<std::unique_ptr<Tokenizer>> Tokenizer::Create(const std::vector<std::string>& tokens,
                                                             int32_t unknown_id) {
  TXTSENTRY_ASSIGN_OR_RETURN(Vocabulary vocabulary, Vocabulary::Create(tokens, unknown_id));
  return std::unique_ptr<Tokenizer>(
      new Tokenizer(std::make_unique<Vocabulary>(std::move(vocabulary))));
}

void Tokenizer::AppendIds(std::string_view bytes, std::vector<int32_t>& ids) const {
  if (base::IsAscii(bytes)) {
    AppendIdsAscii(vocabulary_->ascii(), bytes, ids);
  } else {
    AppendIdsUnicode(bytes, ids);
  }
}

void Tokenizer::AppendIdsUnicode(std::string_view bytes, std::vector<int32_t>& ids) const {
  const Words words = SplitWords(bytes);
  const NgramTable::Lookup ngrams = vocabulary_->ascii();
  std::string ngram;
  for (size_t w = 0; w + 1 < words.word_starts.size(); ++w) {
    const uint32_t first = words.word_starts[w];
    const uint32_t last = words.word_starts[w + 1];
    const uint32_t first_byte = words.char_starts[first];
    const uint32_t word_bytes = words.char_starts[last] - first_byte;
    if (word_bytes == last - first) {  // Pure ASCII.
      const size_t before = ids.size();
      ids.resize(before + 3 * size_t{word_bytes});
      AppendWord(ngrams, std::string_view(words.characters).substr(first_byte, word_bytes),
                 ids.data() + before);
      continue;
    }
    ForEachNgram(last - first, [&](int64_t begin, int64_t end) {
      const uint32_t from = words.char_starts[first + begin];
      ngram.assign(words.characters, from, words.char_starts[first + end] - from);
      ids.push_back(vocabulary_->Id(ngram));
    });
  }
}

}  // namespace txtsentry::text
