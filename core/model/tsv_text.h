// Escapes arbitrary text as a field of a .tsv line.
#ifndef TXTSENTRY_CORE_MODEL_TSV_TEXT_H_
#define TXTSENTRY_CORE_MODEL_TSV_TEXT_H_

#include <string>
#include <string_view>

namespace txtsentry::model {

// Writes tab, newline, carriage return and backslash as \t \n \r \\, and other control characters
// as \xHH. If the text is not UTF-8, bytes above 0x7f are also escaped, so that the file is always
// UTF-8.
void AppendTsvField(std::string_view text, std::string& out);

// Appends the unescaped text of a field; \xHH stands for any byte. Returns false for any other
// escape than these five.
bool ParseTsvField(std::string_view field, std::string& text);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_TSV_TEXT_H_
