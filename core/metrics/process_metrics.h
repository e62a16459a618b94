// The metrics every process has, under the names that Prometheus's client libraries give them
// (process_threads is ours).
#ifndef TXTSENTRY_CORE_METRICS_PROCESS_METRICS_H_
#define TXTSENTRY_CORE_METRICS_PROCESS_METRICS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/metrics/registry.h"

namespace txtsentry::metrics {

// What /proc/PID/stat (proc(5)) says, in the kernel's units.
struct ProcStat {
  int64_t user_ticks = 0;
  int64_t system_ticks = 0;
  int64_t threads = 0;
  int64_t start_ticks = 0;  // Since the machine started.
  int64_t virtual_bytes = 0;
  int64_t resident_pages = 0;
};

// InvalidArgument when a field is missing or no number. The command's name, which may hold spaces
// and parentheses, is skipped.
absl::StatusOr<ProcStat> ParseProcStat(std::string_view text);

// The seconds since 1970 at which the machine started, from /proc/stat. InvalidArgument without a
// line "btime".
absl::StatusOr<int64_t> ParseBootTime(std::string_view text);

// Adds process_cpu_seconds_total, process_resident_memory_bytes, process_virtual_memory_bytes,
// process_open_fds, process_max_fds, process_start_time_seconds and process_threads, read from
// `root`proc/self at each scrape. What cannot be read is left out.
absl::StatusOr<CallbackRegistration> AddProcessMetrics(Registry& registry,
                                                       const std::string& root = "/");

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_PROCESS_METRICS_H_
