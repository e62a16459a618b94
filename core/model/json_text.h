// JSON strings and numbers, for small documents that are written without a library.
#ifndef TXTSENTRY_CORE_MODEL_JSON_TEXT_H_
#define TXTSENTRY_CORE_MODEL_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace txtsentry::model {

// Returns `text` quoted and escaped. Valid UTF-8 gives valid JSON.
std::string JsonString(std::string_view text);

// Returns the shortest decimal that parses as `number`, which must be finite.
std::string JsonNumber(double number);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_JSON_TEXT_H_
