// How much memory this process may have before the kernel ends it.
#ifndef TXTSENTRY_CORE_BASE_MEMORY_LIMIT_H_
#define TXTSENTRY_CORE_BASE_MEMORY_LIMIT_H_

#include <cstdint>
#include <string>

namespace txtsentry::base {

// In bytes: the smallest limit of its control groups, or what the machine has. `root` as in
// cgroup.h.
int64_t ReadMemoryLimit(const std::string& root = "/");

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_MEMORY_LIMIT_H_
