// JSON strings, for the few small documents that are written by hand.
#ifndef TXTSENTRY_CORE_MODEL_JSON_TEXT_H_
#define TXTSENTRY_CORE_MODEL_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace txtsentry::model {

// `text` in quotes and escaped. Valid UTF-8 gives valid JSON.
std::string JsonString(std::string_view text);

// The shortest decimal that reads back as `number`, which is finite.
std::string JsonNumber(double number);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_JSON_TEXT_H_
