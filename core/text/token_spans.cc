#include "core/text/token_spans.h"

#include <algorithm>
#include <string>

#include "core/base/utf8.h"
#include "core/text/char_wb.h"
#include "core/text/lower_case.h"
#include "core/text/normalizer.h"

namespace txtsentry::text {
namespace {

using Characters = std::vector<WordCharacter>;

Characters Decode(std::string_view bytes) {
  Characters characters;
  characters.reserve(bytes.size());
  for (size_t i = 0; i < bytes.size();) {
    const base::DecodedChar c = base::DecodeUtf8(bytes, i);
    characters.push_back(
        {c.code_point, static_cast<uint32_t>(i), static_cast<uint32_t>(i + c.bytes)});
    i += c.bytes;
  }
  return characters;
}

bool StandsAt(const Characters& characters, size_t at, std::string_view pattern) {
  if (characters.size() - at < pattern.size()) return false;
  return std::equal(
      pattern.begin(), pattern.end(), characters.begin() + at,
      [](char p, const WordCharacter& c) { return c.code_point == static_cast<char32_t>(p); });
}

// Same as RemoveSpacesKeyValue on bytes: non-overlapping, from the left, in place.
void Replace(const SpaceReplacement& replacement, Characters& characters) {
  const size_t middle = replacement.pattern.find(replacement.middle);
  size_t write = 0;
  for (size_t read = 0; read < characters.size();) {
    if (StandsAt(characters, read, replacement.pattern)) {
      characters[write++] = characters[read + middle];
      read += replacement.pattern.size();
    } else {
      characters[write++] = characters[read++];
    }
  }
  characters.resize(write);
}

void RemoveQuotes(Characters& characters) {
  characters.erase(std::remove_if(characters.begin(), characters.end(),
                                  [](const WordCharacter& c) {
                                    return c.code_point == U'"' || c.code_point == U'\'';
                                  }),
                   characters.end());
}

Characters Lower(const Characters& characters) {
  std::u32string code_points;
  code_points.reserve(characters.size());
  for (const WordCharacter& c : characters) code_points.push_back(c.code_point);
  const std::u32string lowered = PythonLower(code_points);
  Characters out;
  out.reserve(lowered.size());
  for (const WordCharacter& c : characters) {
    for (int i = LoweredCodePoints(c.code_point); i > 0; --i) {
      out.push_back({lowered[out.size()], c.begin, c.end});
    }
  }
  return out;
}

}  // namespace

SpannedTokens SpanTokens(std::string_view bytes) {
  Characters characters = Decode(bytes);
  for (const SpaceReplacement& replacement : kSpaceReplacements) Replace(replacement, characters);
  RemoveQuotes(characters);
  characters = Lower(characters);

  SpannedTokens spanned;
  for (size_t i = 0; i < characters.size();) {
    const auto first = static_cast<uint32_t>(spanned.characters.size());
    for (; i < characters.size() && !IsPythonSpace(characters[i].code_point); ++i) {
      spanned.characters.push_back(characters[i]);
    }
    const int64_t length = static_cast<int64_t>(spanned.characters.size()) - first;
    if (length == 0) {
      ++i;
      continue;
    }
    ForEachNgram(length, [&](int64_t begin, int64_t end) {
      spanned.tokens.push_back(
          {first + static_cast<uint32_t>(begin), first + static_cast<uint32_t>(end)});
    });
  }
  return spanned;
}

}  // namespace txtsentry::text
