// Limits that the kernel's control groups put on this process.
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

// How to read one limit from the folder of one group; nothing where it has none.
struct GroupLimitReader {
  std::function<std::optional<double>(const std::string& folder)> v2;
  std::string controller_v1;           // As /proc/self/cgroup has it.
  std::vector<std::string> mounts_v1;  // Of that controller, under sys/fs/cgroup.
  std::function<std::optional<double>(const std::string& folder)> v1;
};

// The smallest limit of this process's group and its ancestors, as the kernel applies them all.
// `root` is "/" in production; tests pass a folder with a made-up proc and sys.
std::optional<GroupLimit> SmallestGroupLimit(const std::string& root,
                                             const GroupLimitReader& reader);

// The first line of a file; nothing when there is none.
std::optional<std::string> FirstLine(const std::string& path);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_CGROUP_H_
