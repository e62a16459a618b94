// Prefetches memory that will be read soon and is probably not in a cache.
#ifndef TXTSENTRY_CORE_BASE_PREFETCH_H_
#define TXTSENTRY_CORE_BASE_PREFETCH_H_

#include <cstddef>

#include "core/base/cache_line.h"

namespace txtsentry::base {

// Accepts any address: a prefetch has no visible effect and cannot fault.
inline void Prefetch(const void* begin, size_t bytes) {
  const char* const first = static_cast<const char*>(begin);
  for (size_t at = 0; at < bytes; at += kCacheLineBytes) __builtin_prefetch(first + at);
}

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_PREFETCH_H_
