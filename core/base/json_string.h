// Writes text as a JSON string.
#ifndef TXTSENTRY_CORE_BASE_JSON_STRING_H_
#define TXTSENTRY_CORE_BASE_JSON_STRING_H_

#include <string>
#include <string_view>

namespace txtsentry::base {

// Appends `text` as a quoted JSON string. Bytes that are not UTF-8 become U+FFFD; a caller that
// must not lose them checks base::IsValidUtf8 first.
void AppendJsonString(std::string_view text, std::string& out);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_JSON_STRING_H_
