// The size of a cache line.
#ifndef TXTSENTRY_CORE_BASE_CACHE_LINE_H_
#define TXTSENTRY_CORE_BASE_CACHE_LINE_H_

#include <cstddef>

namespace txtsentry::base {

inline constexpr size_t kCacheLineBytes = 64;

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_CACHE_LINE_H_
