#include "core/metrics/local_histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_format.h"

namespace txtsentry::metrics {
namespace {

// Two's complement without undefined behaviour: a sum past 2^63 is wrong but does not stop a
// server.
int64_t WrappingAdd(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}

}  // namespace

LocalHistogram::LocalHistogram(const HistogramBuckets& buckets)
    : buckets_(buckets),
      counts_(static_cast<size_t>(buckets.places())),
      min_(std::numeric_limits<int64_t>::max()),
      max_(0) {}

void LocalHistogram::RecordMany(int64_t value, int64_t times) {
  if (times <= 0) return;
  value = std::max<int64_t>(value, 0);
  counts_[buckets_.Place(value)] += times;
  count_ += times;
  sum_ = WrappingAdd(
      sum_, static_cast<int64_t>(static_cast<uint64_t>(value) * static_cast<uint64_t>(times)));
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

absl::Status LocalHistogram::Merge(const LocalHistogram& other) {
  if (!(buckets_ == other.buckets_)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "histogram of resolution=%d value_max=%d cannot take in one of resolution=%d value_max=%d",
        buckets_.resolution(), buckets_.value_max(), other.buckets_.resolution(),
        other.buckets_.value_max()));
  }
  for (size_t place = 0; place < counts_.size(); ++place) counts_[place] += other.counts_[place];
  count_ += other.count_;
  sum_ = WrappingAdd(sum_, other.sum_);
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  return absl::OkStatus();
}

int64_t LocalHistogram::Quantile(double q) const {
  if (count_ == 0) return 0;
  const double wanted = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count_));
  const int64_t rank = std::clamp<int64_t>(static_cast<int64_t>(wanted), 1, count_);
  int64_t seen = 0;
  for (int64_t place = 0; place < buckets_.places(); ++place) {
    seen += counts_[place];
    if (seen >= rank) return std::min(buckets_.Bound(place), max_);
  }
  return max_;
}

}  // namespace txtsentry::metrics
