// The notebook's preprocess_text: nine replacements, quotes dropped, lower case.
#ifndef TXTSENTRY_CORE_TEXT_NORMALIZER_H_
#define TXTSENTRY_CORE_TEXT_NORMALIZER_H_

#include <string>
#include <string_view>

namespace txtsentry::text {

// A pattern, which is a blank before or behind one ASCII character or on both sides, and that
// character, which takes its place.
struct SpaceReplacement {
  std::string_view pattern;
  char middle;
};

// In the notebook's order: each is replaced throughout before the next is looked for.
inline constexpr SpaceReplacement kSpaceReplacements[] = {
    {" = ", '='}, {" =", '='},  {"= ", '='}, {" - ", '-'}, {" -", '-'},
    {"- ", '-'},  {" : ", ':'}, {": ", ':'}, {" :", ':'},
};

// The notebook's remove_spaces_key_value, in place: kSpaceReplacements one after the other. The
// patterns are ASCII, so bytes of UTF-8 may be given.
void RemoveSpacesKeyValue(std::string& text);

// Drops every '"' and '\'', in place.
void RemoveQuotes(std::string& text);

// RemoveQuotes, and A-Z to a-z; other bytes stay. The second is equal to Python's str.lower() on
// ASCII text.
void RemoveQuotesAndLowerAscii(std::string& text);

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_NORMALIZER_H_
