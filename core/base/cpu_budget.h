// How many processors this process may really use: the smallest of the machine's count, the
// affinity mask (cpuset) and the cgroup's CPU quota. A thread pool sized from the node's core count
// under a small quota is throttled for most of every period.
#ifndef TXTSENTRY_CORE_BASE_CPU_BUDGET_H_
#define TXTSENTRY_CORE_BASE_CPU_BUDGET_H_

#include <string>

namespace txtsentry::base {

struct CpuBudget {
  int online = 1;      // Processors the kernel has online.
  int affinity = 1;    // Processors in this process's affinity mask.
  double quota = 0;    // Processors the cgroup quota pays for; 0 when there is no quota.
  std::string source;  // Where the quota was read: "cgroup v2", "cgroup v1" or "no quota".

  // max(1, min(online, affinity, floor(quota))): whole threads that can run without being
  // throttled.
  int Threads() const;

  // One line for the log: "2 threads (online 8, affinity 4, quota 2.0 from cgroup v2)".
  std::string ToString() const;
};

// Reads the files of `root` ("/" in production; tests pass a folder with a made-up proc and sys).
// Files that are missing or unreadable mean no quota. The quota of every ancestor group counts, as
// the kernel applies them all.
CpuBudget ReadCpuBudget(const std::string& root = "/");

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_CPU_BUDGET_H_
