// How much memory the process holds for its own use.
#ifndef TXTSENTRY_SERVER_OBSERVE_ALLOCATED_BYTES_H_
#define TXTSENTRY_SERVER_OBSERVE_ALLOCATED_BYTES_H_

#include <cstdint>

namespace txtsentry::server {

// What was asked for and not freed, as the allocator counts it: a sanitizer's or jemalloc where
// the program has it, else the C library's. Unlike what is resident it falls at once when memory is
// freed. Takes some tens of microseconds.
int64_t AllocatedBytes();

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_ALLOCATED_BYTES_H_
