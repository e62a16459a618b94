// Any text as one field of a line of a .tsv file.
#ifndef TXTSENTRY_CORE_MODEL_TSV_TEXT_H_
#define TXTSENTRY_CORE_MODEL_TSV_TEXT_H_

#include <string>
#include <string_view>

namespace txtsentry::model {

// Tab, newline, carriage return and backslash are written \t \n \r \\, and other control characters
// \xHH; so are bytes over 0x7f where the text is not UTF-8, so that the file always is.
void AppendTsvField(std::string_view text, std::string& out);

// Appends the text that a field spells, where \xHH stands for any byte; false when it holds an
// escape that is not one of the five.
bool ParseTsvField(std::string_view field, std::string& text);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_TSV_TEXT_H_
