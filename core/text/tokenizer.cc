#include "core/text/tokenizer.h"

#include <array>
#include <utility>

#include "core/base/status.h"
#include "core/text/char_wb.h"
#include "core/text/normalizer.h"
#include "core/text/utf8.h"
#include "core/text/vocabulary.h"

namespace txtsentry::text {
namespace {

// str.isspace() below 0x80: tab to carriage return, the four separators U+001C to U+001F, space.
bool IsAsciiSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
}

// The ids of one word's n-grams of length n: the padded first one has n - 1 characters, then every
// full window, then the padded last one. Needs word.size() >= 3, where no n-gram covers the word
// with both its paddings.
int32_t* AppendWordNgrams(const Vocabulary& vocabulary, std::string_view word, int n,
                          int32_t* out) {
  AsciiKey key = AsciiKeyOf(word.substr(0, n - 1));
  *out++ = vocabulary.AsciiId(key);
  const AsciiKey mask = (1u << 7 * n) - 1;
  const AsciiKey sentinel = 1u << 7 * n;
  for (size_t i = n - 1; i < word.size(); ++i) {
    key = (ExtendAsciiKey(key, word[i]) & mask) | sentinel;
    *out++ = vocabulary.AsciiId(key);
  }
  *out++ = vocabulary.AsciiId(AsciiKeyOf(word.substr(word.size() - (n - 1))));
  return out;
}

int32_t* AppendWord(const Vocabulary& vocabulary, std::string_view word, int32_t* out) {
  if (word.size() >= kNgramMax - 1) {
    for (int n = kNgramMin; n <= kNgramMax; ++n) out = AppendWordNgrams(vocabulary, word, n, out);
    return out;
  }
  ForEachNgram(static_cast<int64_t>(word.size()), [&](int64_t begin, int64_t end) {
    *out++ = vocabulary.AsciiId(AsciiKeyOf(word.substr(begin, end - begin)));
  });
  return out;
}

void AppendIdsAscii(const Vocabulary& vocabulary, std::string_view bytes,
                    std::vector<int32_t>& ids) {
  std::string text(bytes);
  RemoveSpacesKeyValue(text);
  RemoveQuotes(text);
  LowerAscii(text);
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
    out = AppendWord(vocabulary, std::string_view(text).substr(begin, i - begin), out);
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
  if (IsAscii(bytes)) {
    AppendIdsAscii(*vocabulary_, bytes, ids);
  } else {
    AppendIdsUnicode(bytes, ids);
  }
}

void Tokenizer::AppendIdsUnicode(std::string_view bytes, std::vector<int32_t>& ids) const {
  const Words words = SplitWords(bytes);
  std::string ngram;
  for (size_t w = 0; w + 1 < words.word_starts.size(); ++w) {
    const uint32_t first = words.word_starts[w];
    ForEachNgram(words.word_starts[w + 1] - first, [&](int64_t begin, int64_t end) {
      const uint32_t from = words.char_starts[first + begin];
      ngram.assign(words.characters, from, words.char_starts[first + end] - from);
      ids.push_back(vocabulary_->Id(ngram));
    });
  }
}

}  // namespace txtsentry::text
