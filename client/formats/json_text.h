// Helpers for writing JSON: strings, numbers, and adding a member to an object.
#ifndef TXTSENTRY_CLIENT_FORMATS_JSON_TEXT_H_
#define TXTSENTRY_CLIENT_FORMATS_JSON_TEXT_H_

#include <string>
#include <string_view>

#include "core/base/json_text.h"

namespace txtsentry::client {

using base::AppendJsonString;

// Appends `"key":"text"`, preceded by a comma unless it is the object's first member. Text that is
// not UTF-8 is written without loss as `"strings_b64":["..."]`, whatever the key.
void AppendTextMember(std::string_view key, std::string_view text, std::string& out);

// Whether `text` is a valid JSON number.
bool IsJsonNumber(std::string_view text);

// Appends `object`, a valid JSON object, with `member` (`"key":value`) as its last member.
void AppendWithMember(std::string_view object, std::string_view member, std::string& out);

// Removes JSON white space at both ends.
std::string_view TrimJsonBlanks(std::string_view text);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_JSON_TEXT_H_
