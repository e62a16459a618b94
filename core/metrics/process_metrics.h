// The metrics every process has, under the names that Prometheus's client libraries give them
// (process_threads is ours).
#ifndef TXTSENTRY_CORE_METRICS_PROCESS_METRICS_H_
#define TXTSENTRY_CORE_METRICS_PROCESS_METRICS_H_

#include <string>

#include "absl/status/statusor.h"
#include "core/metrics/registry.h"

namespace txtsentry::metrics {

// Adds process_cpu_seconds_total, process_resident_memory_bytes, process_virtual_memory_bytes,
// process_open_fds, process_max_fds, process_start_time_seconds and process_threads, read from
// `root`proc at each scrape. What cannot be read is left out.
absl::StatusOr<CallbackRegistration> AddProcessMetrics(Registry& registry,
                                                       const std::string& root = "/");

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_PROCESS_METRICS_H_
