// Asks the processor for memory that is soon read, where it is known to have left the caches.
#ifndef TXTSENTRY_CORE_BASE_PREFETCH_H_
#define TXTSENTRY_CORE_BASE_PREFETCH_H_

#include <cstddef>

#include "core/base/cache_line.h"

namespace txtsentry::base {

// Any addresses; nothing is read that the program could notice.
inline void Prefetch(const void* begin, size_t bytes) {
  const char* const first = static_cast<const char*>(begin);
  for (size_t at = 0; at < bytes; at += kCacheLineBytes) __builtin_prefetch(first + at);
}

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_PREFETCH_H_
