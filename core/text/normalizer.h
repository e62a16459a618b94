// The notebook's preprocess_text: nine replacements, removal of quotes, lower case.
#ifndef TXTSENTRY_CORE_TEXT_NORMALIZER_H_
#define TXTSENTRY_CORE_TEXT_NORMALIZER_H_

#include <string>
#include <string_view>

namespace txtsentry::text {

// A pattern and its replacement. The pattern is one ASCII character with a space before it, after
// it or on both sides; the replacement is that character alone.
struct SpaceReplacement {
  std::string_view pattern;
  char middle;
};

// In the notebook's order: each replacement is applied to the whole text before the next.
inline constexpr SpaceReplacement kSpaceReplacements[] = {
    {" = ", '='}, {" =", '='},  {"= ", '='}, {" - ", '-'}, {" -", '-'},
    {"- ", '-'},  {" : ", ':'}, {": ", ':'}, {" :", ':'},
};

// The notebook's remove_spaces_key_value, in place: applies kSpaceReplacements in order. The
// patterns are ASCII, so the text may be UTF-8.
void RemoveSpacesKeyValue(std::string& text);

// Removes every '"' and '\'', in place.
void RemoveQuotes(std::string& text);

// RemoveQuotes, then A-Z to a-z; other bytes stay. Lower-casing equals Python's str.lower() for
// ASCII text.
void RemoveQuotesAndLowerAscii(std::string& text);

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_NORMALIZER_H_
