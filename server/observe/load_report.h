// What answers say of this server's load (ORCA), so that clients which weigh servers by it
// send less to a busy one: gRPC's weighted_round_robin reads the trailer by itself.
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

// Holds a serialised xds.data.orca.v3.OrcaLoadReport.
inline constexpr char kLoadTrailer[] = "endpoint-load-metrics-bin";

// Sums since the start, and two readings of now.
struct LoadReading {
  int64_t tokens = 0;            // Computed by the engine.
  double tokens_per_second = 0;  // That it can compute; 0 until known.
  base::TimeUs backlog_us = 0;   // How long what is accepted will take.
  base::TimeUs cpu_us = 0;       // Of the process.
};

// Thread-safe. application_utilization is the engine's share of time in use, plus the backlog over
// 100 ms: below 1 while calls are answered as they come, above it the more the longer they wait.
class LoadReport {
 public:
  using Read = std::function<LoadReading()>;

  // `clock` is borrowed and outlives the report. `processors`: what the process may use.
  LoadReport(const base::Clock& clock, double processors, Read read);

  // An answer went out.
  void Count(bool error);

  // The trailer's value, at most 100 ms old; nothing when another answer of the same millisecond
  // has it. A trailer takes a twelfth of a short call's time, here and at the client, which needs
  // one now and then.
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

// Of the calling process, all threads together.
base::TimeUs ProcessCpuUs();

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_LOAD_REPORT_H_
