// Strings and numbers as JSON, for documents that are written by hand.
#ifndef TXTSENTRY_CORE_BASE_JSON_TEXT_H_
#define TXTSENTRY_CORE_BASE_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace txtsentry::base {

// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD: who must
// not lose them asks base::IsValidUtf8 first.
void AppendJsonString(std::string_view text, std::string& out);

// The same as a string of its own.
std::string JsonString(std::string_view text);

// The shortest decimal that reads back as `number`, which is finite.
std::string JsonNumber(double number);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_JSON_TEXT_H_
