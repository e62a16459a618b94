#include "core/text/normalizer.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace txtsentry::text {
namespace {

// Returns the first position of the pattern at or after `from`; npos if there is none. Searches for
// the middle character, because a text contains far more spaces.
size_t Find(std::string_view text, const SpaceReplacement& r, size_t from) {
  const bool before = r.pattern.front() == ' ';
  const bool after = r.pattern.back() == ' ';
  for (size_t at = text.find(r.middle, from + (before ? 1 : 0)); at != std::string_view::npos;
       at = text.find(r.middle, at + 1)) {
    if (before && text[at - 1] != ' ') continue;
    if (after && (at + 1 == text.size() || text[at + 1] != ' ')) continue;
    return at - (before ? 1 : 0);
  }
  return std::string_view::npos;
}

// Equals str.replace: non-overlapping, from the left. Works in place, because the text only
// shrinks.
void ReplaceAll(std::string& text, const SpaceReplacement& r) {
  size_t found = Find(text, r, 0);
  if (found == std::string::npos) return;
  size_t write = found;
  while (true) {
    text[write++] = r.middle;
    const size_t rest = found + r.pattern.size();
    const size_t next = Find(text, r, rest);
    const size_t end = next == std::string::npos ? text.size() : next;
    std::copy(text.begin() + rest, text.begin() + end, text.begin() + write);
    write += end - rest;
    if (next == std::string::npos) break;
    found = next;
  }
  text.resize(write);
}

// Whether a space is next to the middle character of a pattern, as in every pattern.
bool MayHavePattern(std::string_view text) {
  constexpr uint8_t kBlank = 1;
  constexpr uint8_t kMiddle = 2;
  static constexpr auto kKinds = [] {
    std::array<uint8_t, 256> kinds = {};
    kinds[' '] = kBlank;
    for (const SpaceReplacement& r : kSpaceReplacements) {
      kinds[static_cast<unsigned char>(r.middle)] = kMiddle;
    }
    return kinds;
  }();
  uint8_t before = 0;
  bool found = false;
  for (const char c : text) {
    const uint8_t kind = kKinds[static_cast<unsigned char>(c)];
    found |= (before | kind) == (kBlank | kMiddle);
    before = kind;
  }
  return found;
}

// Applies `map` to every byte that is not a quote and drops the quotes. Uses arithmetic and no
// branches, because capitals and digits occur at random in tokens.
template <typename Map>
void KeepWithoutQuotes(std::string& text, Map map) {
  char* kept = text.data();
  const char* const end = kept + text.size();
  for (const char* from = kept; from != end; ++from) {
    const char c = *from;
    *kept = map(c);
    kept += static_cast<size_t>(c != '"') & static_cast<size_t>(c != '\'');
  }
  text.resize(kept - text.data());
}

}  // namespace

void RemoveSpacesKeyValue(std::string& text) {
  if (!MayHavePattern(text)) return;
  for (const SpaceReplacement& r : kSpaceReplacements) ReplaceAll(text, r);
}

void RemoveQuotes(std::string& text) {
  KeepWithoutQuotes(text, [](char c) { return c; });
}

void RemoveQuotesAndLowerAscii(std::string& text) {
  KeepWithoutQuotes(text, [](char c) {
    const auto is_upper = static_cast<int>(static_cast<unsigned char>(c - 'A') <= 'Z' - 'A');
    return static_cast<char>(c + is_upper * ('a' - 'A'));
  });
}

}  // namespace txtsentry::text
