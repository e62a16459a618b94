#include "core/base/cgroup.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace txtsentry::base {
namespace {

using ReadLimit = std::function<std::optional<double>(const std::string& folder)>;

// Returns this process's group path in a hierarchy, from /proc/self/cgroup: "0::/a/b" for v2,
// "4:cpu,cpuacct:/a/b" for v1. An empty `controller` selects v2.
std::optional<std::string> GroupPath(const std::string& root, const std::string& controller) {
  std::ifstream file(root + "proc/self/cgroup");
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits(':', 2));
    if (parts.size() != 3) continue;
    const std::vector<std::string> controllers = absl::StrSplit(parts[1], ',');
    if (controller.empty() ? parts[1].empty()
                           : std::count(controllers.begin(), controllers.end(), controller) > 0) {
      return parts[2];
    }
  }
  return std::nullopt;
}

// Inside a container the group's path may not exist under the mount, because the mount's root is
// the group itself. The walk therefore includes the mount's root.
std::optional<double> SmallestUpwards(const std::string& mount, std::string group,
                                      const ReadLimit& read_limit) {
  std::optional<double> smallest;
  while (true) {
    const auto limit = read_limit(mount + (group == "/" ? "" : group));
    if (limit && (!smallest || *limit < *smallest)) smallest = limit;
    if (group.empty() || group == "/") return smallest;
    group.resize(group.find_last_of('/'));
  }
}

}  // namespace

std::optional<std::string> FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return line;
}

std::optional<GroupLimit> SmallestGroupLimit(const std::string& root,
                                             const GroupLimitReader& reader) {
  const std::string sys = root + "sys/fs/cgroup";
  if (const auto group = GroupPath(root, "")) {
    if (const auto limit = SmallestUpwards(sys, *group, reader.v2)) {
      return GroupLimit{*limit, "cgroup v2"};
    }
  }
  if (const auto group = GroupPath(root, reader.controller_v1)) {
    for (const std::string& mount : reader.mounts_v1) {
      if (const auto limit = SmallestUpwards(absl::StrCat(sys, "/", mount), *group, reader.v1)) {
        return GroupLimit{*limit, "cgroup v1"};
      }
    }
  }
  return std::nullopt;
}

}  // namespace txtsentry::base
