// A histogram of one owner: record, merge, quantile. A load generator keeps one a thread and merges
// them at the end; it is also what a shared Histogram (histogram.h) gives when it is read.
#ifndef TXTSENTRY_CORE_METRICS_LOCAL_HISTOGRAM_H_
#define TXTSENTRY_CORE_METRICS_LOCAL_HISTOGRAM_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "core/metrics/histogram_buckets.h"

namespace txtsentry::metrics {

// Thread-compatible. A copy is independent.
class LocalHistogram {
 public:
  explicit LocalHistogram(const HistogramBuckets& buckets);

  // A negative value counts as 0. Nothing is allocated.
  void Record(int64_t value) { RecordMany(value, 1); }
  // `times` at least 0; less records nothing.
  void RecordMany(int64_t value, int64_t times);

  // Adds what `other` holds, exactly: as if all had been recorded here. InvalidArgument when the
  // buckets differ; then nothing changes.
  absl::Status Merge(const LocalHistogram& other);

  // The value that ceil(q x count) of the recorded values do not exceed, for q in [0, 1] (clamped);
  // 0 when nothing was recorded. With `exact` as the sorted values give it, and growth = 2^(1/n):
  //
  //   exact <= Quantile(q) < exact x growth
  //
  // and Quantile(0) >= min(), Quantile(1) == max(). It never flatters. A quantile that falls among
  // the values above value_max() is given as max(), without a bound on the error.
  int64_t Quantile(double q) const;

  const HistogramBuckets& buckets() const { return buckets_; }
  int64_t count() const { return count_; }
  int64_t sum() const { return sum_; }  // Exact; wraps past 2^63.
  int64_t min() const { return count_ == 0 ? 0 : min_; }
  int64_t max() const { return count_ == 0 ? 0 : max_; }
  double Mean() const {
    return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_);
  }
  // By place (HistogramBuckets), not cumulative.
  const std::vector<int64_t>& counts() const { return counts_; }

 private:
  friend class Histogram;  // Assembles one from its shards.

  HistogramBuckets buckets_;
  std::vector<int64_t> counts_;  // [buckets_.places()]
  int64_t count_ = 0;
  int64_t sum_ = 0;
  int64_t min_;
  int64_t max_;
};

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_LOCAL_HISTOGRAM_H_
