// The number of processors this process can use: the minimum of the online count, the affinity mask
// (cpuset) and the cgroup's CPU quota.
//
// A thread pool sized by the machine's core count under a small quota is throttled for most of
// every period.
#ifndef TXTSENTRY_CORE_BASE_CPU_BUDGET_H_
#define TXTSENTRY_CORE_BASE_CPU_BUDGET_H_

#include <string>

namespace txtsentry::base {

struct CpuBudget {
  int online = 1;      // Processors that the kernel has online.
  int affinity = 1;    // Processors in this process's affinity mask.
  double quota = 0;    // Processors allowed by the cgroup quota; 0 means no quota.
  std::string source;  // Source of the quota: "cgroup v2", "cgroup v1" or "no quota".

  // max(1, min(online, affinity, floor(quota))): the number of threads that can run without being
  // throttled.
  int Threads() const;

  // One log line: "2 threads (online 8, affinity 4, quota 2.0 from cgroup v2)".
  std::string ToString() const;
};

// Reads the files under `root` ("/" in production; tests pass a folder with a synthetic proc and
// sys). A missing or unreadable file means no quota. The quota of every ancestor group counts,
// because the kernel enforces all of them.
CpuBudget ReadCpuBudget(const std::string& root = "/");

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_CPU_BUDGET_H_
