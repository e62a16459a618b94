#include "core/text/char_wb.h"

#include "core/base/utf8.h"
#include "core/text/lower_case.h"
#include "core/text/normalizer.h"

namespace txtsentry::text {

Words SplitWords(std::string_view bytes) {
  std::string text = base::ReplaceInvalidUtf8(bytes);
  RemoveSpacesKeyValue(text);
  RemoveQuotes(text);

  std::u32string characters;
  characters.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const base::DecodedChar c = base::DecodeUtf8(text, i);
    characters.push_back(c.code_point);
    i += c.bytes;
  }
  characters = PythonLower(characters);

  Words words;
  bool in_word = false;
  for (const char32_t c : characters) {
    if (IsPythonSpace(c)) {
      in_word = false;
      continue;
    }
    if (!in_word) words.word_starts.push_back(static_cast<uint32_t>(words.char_starts.size()));
    in_word = true;
    words.char_starts.push_back(static_cast<uint32_t>(words.characters.size()));
    base::AppendUtf8(c, words.characters);
  }
  words.word_starts.push_back(static_cast<uint32_t>(words.char_starts.size()));
  words.char_starts.push_back(static_cast<uint32_t>(words.characters.size()));
  return words;
}

std::vector<std::string> CharWbNgrams(std::string_view bytes) {
  const Words words = SplitWords(bytes);
  std::vector<std::string> ngrams;
  for (size_t w = 0; w + 1 < words.word_starts.size(); ++w) {
    const uint32_t first = words.word_starts[w];
    ForEachNgram(words.word_starts[w + 1] - first, [&](int64_t begin, int64_t end) {
      const uint32_t from = words.char_starts[first + begin];
      ngrams.push_back(words.characters.substr(from, words.char_starts[first + end] - from));
    });
  }
  return ngrams;
}

}  // namespace txtsentry::text
