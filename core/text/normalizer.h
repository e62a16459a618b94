// The notebook's preprocess_text: nine replacements, quotes dropped, lower case.
#ifndef TXTSENTRY_CORE_TEXT_NORMALIZER_H_
#define TXTSENTRY_CORE_TEXT_NORMALIZER_H_

#include <string>

namespace txtsentry::text {

// The notebook's remove_spaces_key_value, in place: ' = ', ' =', '= ', then ' - ', ' -', '- ', then
// ' : ', ': ', ' :', each replaced throughout by its middle character before the next is looked
// for. The patterns are ASCII, so bytes of UTF-8 may be given.
void RemoveSpacesKeyValue(std::string& text);

// Drops every '"' and '\'', in place.
void RemoveQuotes(std::string& text);

// A-Z to a-z, in place; other bytes stay. Equal to Python's str.lower() on ASCII text.
void LowerAscii(std::string& text);

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_NORMALIZER_H_
