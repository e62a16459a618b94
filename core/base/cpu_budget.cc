#include "core/base/cpu_budget.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "core/base/cgroup.h"

namespace txtsentry::base {
namespace {

// Parses "max 100000" or "200000 100000": quota and period in microseconds.
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
  const auto quota = SmallestGroupLimit(root, {QuotaV2, "cpu", {"cpu", "cpu,cpuacct"}, QuotaV1});
  if (quota.has_value()) {
    budget.quota = quota->value;
    budget.source = quota->source;
  }
  return budget;
}

}  // namespace txtsentry::base
