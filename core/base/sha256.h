// Computes SHA-256 as 64 lower-case hexadecimal digits.
#ifndef TXTSENTRY_CORE_BASE_SHA256_H_
#define TXTSENTRY_CORE_BASE_SHA256_H_

#include <string>
#include <string_view>

namespace txtsentry::base {

std::string Sha256Hex(std::string_view bytes);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_SHA256_H_
