// What one run of a load came to.
#ifndef TXTSENTRY_CLIENT_BENCH_LOAD_RESULT_H_
#define TXTSENTRY_CLIENT_BENCH_LOAD_RESULT_H_

#include <array>
#include <cstdint>

#include "absl/status/status.h"
#include "client/bench/answer_checker.h"
#include "core/base/clock.h"
#include "core/metrics/local_histogram.h"

namespace txtsentry::client {

// Microseconds up to an hour, within 0.55 %.
metrics::HistogramBuckets LatencyBuckets();

inline constexpr size_t kStatusCodes = 17;  // OK is 0, UNAUTHENTICATED 16.

// Sums of calls. Thread-compatible.
struct LoadResult {
  LoadResult();

  // Adds what `other` holds but its `offered_per_s`, `concurrency` and `seconds`.
  void Merge(const LoadResult& other);

  double offered_per_s = 0;  // Calls; 0 when closed loop.
  int64_t concurrency = 0;   // Callers; 0 when open loop.
  double seconds = 0;        // Of the window that was measured: warm-up is not in it.

  // Calls meant to be sent within the window, whenever they were answered.
  std::array<int64_t, kStatusCodes> calls_by_code = {};  // Those that were sent.
  int64_t skipped = 0;                                   // Not sent, as too many were under way.
  int64_t late = 0;  // OK, but after the deadline, counted from the intended time.
  AnswerFaults faults;
  // From the intended time to the answer, in microseconds.
  metrics::LocalHistogram latency_us;          // Of calls answered OK.
  metrics::LocalHistogram failure_latency_us;  // Of the others.
  // From the intended time to when the call was sent: how far behind the generator itself was.
  metrics::LocalHistogram send_lag_us;

  // What was answered OK within the window, whenever it was meant to be sent.
  int64_t answered_calls = 0;
  int64_t answered_in_time = 0;  // Calls within their deadline.
  int64_t answered_records = 0;
  int64_t answered_tokens = 0;

  int64_t sent() const;
  int64_t failed() const { return sent() - calls_by_code[0]; }
  double PerSecond(int64_t count) const;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_RESULT_H_
