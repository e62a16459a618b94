#include "core/base/cpu_budget.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace txtsentry::base {
namespace {

std::optional<std::string> FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return line;
}

// The group's path in a hierarchy, from /proc/self/cgroup: "0::/a/b" for v2, "4:cpu,cpuacct:/a/b"
// for v1. An empty `controller` asks for v2.
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

// "max 100000" or "200000 100000": quota and period in microseconds.
std::optional<double> QuotaV2(const std::string& folder) {
  const auto line = FirstLine(folder + "/cpu.max");
  if (!line) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(*line, ' ');
  double quota = 0;
  double period = 0;
  if (parts.size() != 2 || !absl::SimpleAtod(parts[0], &quota) ||
      !absl::SimpleAtod(parts[1], &period) || quota <= 0 || period <= 0) {
    return std::nullopt;
  }
  return quota / period;
}

std::optional<double> QuotaV1(const std::string& folder) {
  const auto quota_line = FirstLine(folder + "/cpu.cfs_quota_us");
  const auto period_line = FirstLine(folder + "/cpu.cfs_period_us");
  double quota = 0;
  double period = 0;
  if (!quota_line || !period_line || !absl::SimpleAtod(*quota_line, &quota) ||
      !absl::SimpleAtod(*period_line, &period) || quota <= 0 || period <= 0) {
    return std::nullopt;
  }
  return quota / period;
}

// The smallest quota of the group and its ancestors. Inside a container the group's own path may
// not exist under the mount, whose top is then the group itself, so the walk ends at the top.
template <typename ReadQuota>
std::optional<double> SmallestQuota(const std::string& mount, std::string group,
                                    const ReadQuota& read_quota) {
  std::optional<double> smallest;
  while (true) {
    const auto quota = read_quota(mount + (group == "/" ? "" : group));
    if (quota && (!smallest || *quota < *smallest)) smallest = quota;
    if (group.empty() || group == "/") return smallest;
    group.resize(group.find_last_of('/'));
  }
}

}  // namespace

int CpuBudget::Threads() const {
  int threads = std::min(online, affinity);
  if (quota > 0) threads = std::min(threads, static_cast<int>(std::floor(quota)));
  return std::max(1, threads);
}

std::string CpuBudget::ToString() const {
  if (quota <= 0) {
    return absl::StrFormat("%d threads (online %d, affinity %d, no quota)", Threads(), online,
                           affinity);
  }
  return absl::StrFormat("%d threads (online %d, affinity %d, quota %.2f from %s)", Threads(),
                         online, affinity, quota, source);
}

CpuBudget ReadCpuBudget(const std::string& root) {
  CpuBudget budget;
  budget.online = std::max(1, static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)));
  cpu_set_t mask;
  CPU_ZERO(&mask);
  budget.affinity =
      ::sched_getaffinity(0, sizeof(mask), &mask) == 0 ? CPU_COUNT(&mask) : budget.online;
  budget.source = "no quota";

  const std::string sys = root + "sys/fs/cgroup";
  if (const auto group = GroupPath(root, "")) {
    if (const auto quota = SmallestQuota(sys, *group, QuotaV2)) {
      budget.quota = *quota;
      budget.source = "cgroup v2";
      return budget;
    }
  }
  if (const auto group = GroupPath(root, "cpu")) {
    for (const char* mount : {"/cpu", "/cpu,cpuacct"}) {
      if (const auto quota = SmallestQuota(sys + mount, *group, QuotaV1)) {
        budget.quota = *quota;
        budget.source = "cgroup v1";
        return budget;
      }
    }
  }
  return budget;
}

}  // namespace txtsentry::base
