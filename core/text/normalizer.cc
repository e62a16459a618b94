#include "core/text/normalizer.h"

#include <algorithm>

namespace txtsentry::text {
namespace {

// str.replace(pattern, middle) for a pattern whose replacement is the single character `middle`:
// non-overlapping, from the left. In place, since the text only shrinks.
void ReplaceAll(std::string& text, std::string_view pattern, char middle) {
  size_t found = text.find(pattern.data(), 0, pattern.size());
  if (found == std::string::npos) return;
  size_t write = found;
  while (true) {
    text[write++] = middle;
    const size_t rest = found + pattern.size();
    const size_t next = text.find(pattern.data(), rest, pattern.size());
    const size_t end = next == std::string::npos ? text.size() : next;
    std::copy(text.begin() + rest, text.begin() + end, text.begin() + write);
    write += end - rest;
    if (next == std::string::npos) break;
    found = next;
  }
  text.resize(write);
}

}  // namespace

void RemoveSpacesKeyValue(std::string& text) {
  if (text.find(' ') == std::string::npos) return;
  for (const SpaceReplacement& r : kSpaceReplacements) ReplaceAll(text, r.pattern, r.middle);
}

void RemoveQuotes(std::string& text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '"' || c == '\''; }),
             text.end());
}

void LowerAscii(std::string& text) {
  for (char& c : text) {
    // By arithmetic: in tokens capitals come at random, and a branch would be mispredicted.
    const auto is_upper = static_cast<int>(static_cast<unsigned char>(c - 'A') <= 'Z' - 'A');
    c = static_cast<char>(c + is_upper * ('a' - 'A'));
  }
}

}  // namespace txtsentry::text
