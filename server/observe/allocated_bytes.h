// Memory allocated by the process.
#ifndef TXTSENTRY_SERVER_OBSERVE_ALLOCATED_BYTES_H_
#define TXTSENTRY_SERVER_OBSERVE_ALLOCATED_BYTES_H_

#include <cstdint>

namespace txtsentry::server {

// Bytes allocated and not freed, counted by the sanitizer or jemalloc if the program has one of
// them, else by the C library. Unlike resident memory, the value falls as soon as memory is freed.
// Takes tens of microseconds.
int64_t AllocatedBytes();

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_ALLOCATED_BYTES_H_
