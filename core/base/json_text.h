// Writes strings and numbers as JSON, for small documents.
#ifndef TXTSENTRY_CORE_BASE_JSON_TEXT_H_
#define TXTSENTRY_CORE_BASE_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace txtsentry::base {

// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD; check
// with base::IsValidUtf8 first where they must not be lost.
void AppendJsonString(std::string_view text, std::string& out);

// Returns what AppendJsonString appends.
std::string JsonString(std::string_view text);

// Returns the shortest decimal that reads back as `number`, which must be finite.
std::string JsonNumber(double number);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_JSON_TEXT_H_
