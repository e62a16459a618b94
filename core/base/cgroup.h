// Reads the limits that the kernel's control groups impose on this process.
#ifndef TXTSENTRY_CORE_BASE_CGROUP_H_
#define TXTSENTRY_CORE_BASE_CGROUP_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace txtsentry::base {

struct GroupLimit {
  double value = 0;
  std::string source;  // "cgroup v2" or "cgroup v1".
};

// Functions that read one limit from a group's folder; nullopt if the group has no limit.
struct GroupLimitReader {
  std::function<std::optional<double>(const std::string& folder)> v2;
  std::string controller_v1;           // As spelled in /proc/self/cgroup.
  std::vector<std::string> mounts_v1;  // Mount points of that controller under sys/fs/cgroup.
  std::function<std::optional<double>(const std::string& folder)> v1;
};

// Returns the smallest limit of this process's group and its ancestors, because the kernel enforces
// all of them. `root` is "/" in production; tests pass a folder with a synthetic proc and sys.
std::optional<GroupLimit> SmallestGroupLimit(const std::string& root,
                                             const GroupLimitReader& reader);

// Returns the first line of a file; nullopt if the file cannot be read.
std::optional<std::string> FirstLine(const std::string& path);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_CGROUP_H_
