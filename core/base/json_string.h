// Text as a JSON string.
#ifndef TXTSENTRY_CORE_BASE_JSON_STRING_H_
#define TXTSENTRY_CORE_BASE_JSON_STRING_H_

#include <string>
#include <string_view>

namespace txtsentry::base {

// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD: who must
// not lose them asks base::IsValidUtf8 first.
void AppendJsonString(std::string_view text, std::string& out);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_JSON_STRING_H_
