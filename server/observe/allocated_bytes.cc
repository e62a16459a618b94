#include "server/observe/allocated_bytes.h"

#include <malloc.h>

#include <cstddef>

// NOLINTBEGIN(readability-identifier-naming,bugprone-reserved-identifier): names of other
// libraries.
// Weak symbols: null in a program without jemalloc or sanitizer.
extern "C" __attribute__((weak)) int mallctl(const char* name, void* old_value, size_t* old_bytes,
                                             void* new_value, size_t new_bytes);

extern "C" __attribute__((weak)) size_t __sanitizer_get_current_allocated_bytes();
// NOLINTEND(readability-identifier-naming,bugprone-reserved-identifier)

namespace txtsentry::server {

int64_t AllocatedBytes() {
  if (mallctl != nullptr) {
    uint64_t epoch = 1;  // Any value refreshes the counts.
    size_t allocated = 0;
    size_t bytes = sizeof(allocated);
    mallctl("epoch", nullptr, nullptr, &epoch, sizeof(epoch));
    if (mallctl("stats.allocated", &allocated, &bytes, nullptr, 0) == 0) {
      return static_cast<int64_t>(allocated);
    }
  }
  if (__sanitizer_get_current_allocated_bytes != nullptr) {
    return static_cast<int64_t>(__sanitizer_get_current_allocated_bytes());
  }
  const struct mallinfo2 info = ::mallinfo2();
  return static_cast<int64_t>(info.uordblks + info.hblkhd);
}

}  // namespace txtsentry::server
