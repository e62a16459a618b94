// The memory limit above which the kernel kills this process.
#ifndef TXTSENTRY_CORE_BASE_MEMORY_LIMIT_H_
#define TXTSENTRY_CORE_BASE_MEMORY_LIMIT_H_

#include <cstdint>
#include <string>

namespace txtsentry::base {

// Returns the limit in bytes: the smallest limit of the process's control groups, or the machine's
// memory. `root` as in cgroup.h.
int64_t ReadMemoryLimit(const std::string& root = "/");

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_MEMORY_LIMIT_H_
