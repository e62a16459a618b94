// Load reports in response trailers (ORCA), with which clients can weight servers; gRPC's
// weighted_round_robin reads the trailer itself.
#ifndef TXTSENTRY_SERVER_OBSERVE_LOAD_REPORT_H_
#define TXTSENTRY_SERVER_OBSERVE_LOAD_REPORT_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"

namespace txtsentry::server {

// Trailer with a serialized xds.data.orca.v3.OrcaLoadReport.
inline constexpr char kLoadTrailer[] = "endpoint-load-metrics-bin";

// Two counters since the start and two current values.
struct LoadReading {
  int64_t tokens = 0;            // Tokens computed by the engine.
  double tokens_per_second = 0;  // Capacity of the engine; 0 while unknown.
  base::TimeUs backlog_us = 0;   // Predicted time for all accepted work.
  base::TimeUs cpu_us = 0;       // CPU time of the process.
};

// Thread-safe. application_utilization is the busy share of the engine plus the backlog divided by
// 100 ms: below 1 while calls are answered without delay, and higher the longer they wait.
class LoadReport {
 public:
  using Read = std::function<LoadReading()>;

  // `clock` is borrowed and must outlive the report. `processors`: number that the process may use.
  LoadReport(const base::Clock& clock, double processors, Read read);

  // Counts an answer.
  void Count(bool error);

  // The trailer's value, at most 100 ms old; nullopt if another answer in the same millisecond has
  // it. A trailer costs a twelfth of a short call's time on server and client, and a client needs
  // one only now and then.
  std::optional<std::string> Trailer();

 private:
  struct Sums {
    base::TimeUs at_us = 0;
    LoadReading reading;
    int64_t calls = 0;
    int64_t errors = 0;
  };
  Sums Take() const;
  std::string Serialise(const Sums& from, const Sums& to) const;

  const base::Clock& clock_;
  const double processors_;
  const Read read_;
  std::atomic<int64_t> calls_ = 0;
  std::atomic<int64_t> errors_ = 0;
  std::atomic<base::TimeUs> next_trailer_us_ = 0;
  std::atomic<base::TimeUs> next_us_ = 0;

  base::Mutex mu_;
  Sums last_ ABSL_GUARDED_BY(mu_);
  std::string trailer_ ABSL_GUARDED_BY(mu_);
};

// CPU time of all threads of the process.
base::TimeUs ProcessCpuUs();

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_LOAD_REPORT_H_
