#include "client/bench/load_result.h"

#include <numeric>

namespace txtsentry::client {

metrics::HistogramBuckets LatencyBuckets() {
  constexpr int kResolution = 7;
  constexpr int64_t kHourUs = 3'600'000'000;
  return {kResolution, kHourUs};
}

LoadResult::LoadResult()
    : latency_us(LatencyBuckets()),
      failure_latency_us(LatencyBuckets()),
      send_lag_us(LatencyBuckets()) {}

void LoadResult::Merge(const LoadResult& other) {
  for (size_t code = 0; code < kStatusCodes; ++code) {
    calls_by_code[code] += other.calls_by_code[code];
  }
  skipped += other.skipped;
  late += other.late;
  faults += other.faults;
  // All histograms have the same buckets, so merging cannot fail.
  latency_us.Merge(other.latency_us).IgnoreError();
  failure_latency_us.Merge(other.failure_latency_us).IgnoreError();
  send_lag_us.Merge(other.send_lag_us).IgnoreError();
  answered_calls += other.answered_calls;
  answered_in_time += other.answered_in_time;
  answered_records += other.answered_records;
  answered_tokens += other.answered_tokens;
}

int64_t LoadResult::sent() const {
  return std::accumulate(calls_by_code.begin(), calls_by_code.end(), int64_t{0});
}

double LoadResult::PerSecond(int64_t count) const {
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

}  // namespace txtsentry::client
