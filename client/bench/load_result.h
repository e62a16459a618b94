// The result of one load run.
#ifndef TXTSENTRY_CLIENT_BENCH_LOAD_RESULT_H_
#define TXTSENTRY_CLIENT_BENCH_LOAD_RESULT_H_

#include <array>
#include <cstdint>

#include "absl/status/status.h"
#include "client/bench/answer_checker.h"
#include "core/base/clock.h"
#include "core/metrics/local_histogram.h"

namespace txtsentry::client {

// Microseconds up to an hour, with an error of at most 0.55%.
metrics::HistogramBuckets LatencyBuckets();

inline constexpr size_t kStatusCodes = 17;  // OK is 0, UNAUTHENTICATED 16.

// Totals over calls. Thread-compatible.
struct LoadResult {
  LoadResult();

  // Adds the values of `other` except `offered_per_s`, `concurrency` and `seconds`.
  void Merge(const LoadResult& other);

  double offered_per_s = 0;  // Calls per second; 0 for a closed loop.
  int64_t concurrency = 0;   // Callers; 0 for an open loop.
  double seconds = 0;        // Length of the measured window, without warm-up.

  // Calls whose intended time is inside the window, whenever they were answered.
  std::array<int64_t, kStatusCodes> calls_by_code = {};  // Sent calls.
  int64_t skipped = 0;  // Not sent, because too many calls were outstanding.
  int64_t late = 0;     // OK, but after the deadline counted from the intended time.
  AnswerFaults faults;
  // From the intended time to the answer, in microseconds.
  metrics::LocalHistogram latency_us;          // Calls answered OK.
  metrics::LocalHistogram failure_latency_us;  // Other calls.
  // From the intended time to the send time: the generator's own delay.
  metrics::LocalHistogram send_lag_us;

  // Calls answered OK inside the window, whatever their intended time.
  int64_t answered_calls = 0;
  int64_t answered_in_time = 0;  // Calls answered within their deadline.
  int64_t answered_records = 0;
  int64_t answered_tokens = 0;

  int64_t sent() const;
  int64_t failed() const { return sent() - calls_by_code[0]; }
  double PerSecond(int64_t count) const;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_RESULT_H_
