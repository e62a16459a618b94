#include "core/metrics/histogram_buckets.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace txtsentry::metrics {

HistogramBuckets::HistogramBuckets(int resolution, int64_t value_max)
    : resolution_(std::clamp(resolution, 0, kResolutionMax)) {
  const int n = 1 << resolution_;
  for (int j = 0; j < n; ++j) {
    bounds_[j] = static_cast<uint64_t>(std::ldexp(std::exp2(static_cast<long double>(j) / n), 63));
  }
  bounds_[n] = std::numeric_limits<uint64_t>::max();
  for (int cell = 0; cell < 2 * n; ++cell) {
    const uint64_t start =
        (uint64_t{1} << 63) + (static_cast<uint64_t>(cell) << (62 - resolution_));
    bounds_below_[cell] = static_cast<uint8_t>(
        std::lower_bound(bounds_.begin(), bounds_.begin() + n, start) - bounds_.begin());
  }
  const int64_t last = ExponentialPlace(std::clamp<int64_t>(value_max, 1, kHistogramValueMax));
  overflow_ = last + 1;
  value_max_ = Bound(last);
}

int64_t HistogramBuckets::Bound(int64_t place) const {
  if (place <= 0) return 0;
  if (place >= overflow_) return std::numeric_limits<int64_t>::max();
  const int64_t exponent = (place - 1) >> resolution_;
  const int64_t j = (place - 1) & ((int64_t{1} << resolution_) - 1);
  return static_cast<int64_t>(bounds_[j] >> (63 - exponent));
}

}  // namespace txtsentry::metrics
