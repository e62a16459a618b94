// Whether bytes are well-formed UTF-8.
#ifndef TXTSENTRY_CORE_BASE_UTF8_VALID_H_
#define TXTSENTRY_CORE_BASE_UTF8_VALID_H_

#include <string_view>

namespace txtsentry::base {

// True when all of `bytes` is well-formed UTF-8 as RFC 3629 has it: no overlong forms, no
// surrogates, nothing above U+10FFFF, no sequence cut short. Empty is well-formed. Linear time.
bool IsValidUtf8(std::string_view bytes);

// True when every byte is below 0x80.
bool IsAscii(std::string_view bytes);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_UTF8_VALID_H_
