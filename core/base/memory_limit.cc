#include "core/base/memory_limit.h"

#include <unistd.h>

#include <optional>

#include "absl/strings/numbers.h"
#include "core/base/cgroup.h"

namespace txtsentry::base {
namespace {

// "max", and the value of an unlimited v1 group, exceed any machine's memory.
std::optional<double> Bytes(const std::string& path) {
  const auto line = FirstLine(path);
  double bytes = 0;
  if (!line || !absl::SimpleAtod(*line, &bytes) || bytes <= 0) return std::nullopt;
  return bytes;
}

}  // namespace

int64_t ReadMemoryLimit(const std::string& root) {
  const int64_t machine = static_cast<int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
  const auto limit = SmallestGroupLimit(
      root, {[](const std::string& folder) { return Bytes(folder + "/memory.max"); },
             "memory",
             {"memory"},
             [](const std::string& folder) { return Bytes(folder + "/memory.limit_in_bytes"); }});
  if (!limit.has_value() || limit->value >= static_cast<double>(machine)) return machine;
  return static_cast<int64_t>(limit->value);
}

}  // namespace txtsentry::base
