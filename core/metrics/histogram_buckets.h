// Exponential buckets over whole numbers: 2^resolution of them to a doubling, as the schemas of
// Prometheus's native histograms have it. Bucket b_i holds 2^((i-1)/n) < value <= 2^(i/n), with
// n = 2^resolution, so a bucket's values differ by less than a factor of 2^(1/n):
//
//   resolution      0     1     2     3     4     5     6     7
//   growth - 1   100 %  41 %  19 %   9.1%  4.4%  2.2%  1.1%  0.54%
//
// Values are int64 in a unit so small that rounding to it does not matter (microseconds,
// nanoseconds, tokens, bytes, millionths). Whole numbers make the sums exact and each bucket's
// bound exact: `le` says the largest whole number the bucket takes.
#ifndef TXTSENTRY_CORE_METRICS_HISTOGRAM_BUCKETS_H_
#define TXTSENTRY_CORE_METRICS_HISTOGRAM_BUCKETS_H_

#include <array>
#include <cstdint>

namespace txtsentry::metrics {

inline constexpr int kResolutionMax = 7;
inline constexpr int64_t kHistogramValueMax = int64_t{1} << 62;

// Thread-safe: immutable.
class HistogramBuckets {
 public:
  // resolution in [0, kResolutionMax] and value_max in [1, kHistogramValueMax], or else the
  // nearest that is. `value_max` is raised to the bound of the bucket that it falls in.
  HistogramBuckets(int resolution, int64_t value_max);

  // Places: 0 is for values up to 0 (a negative value counts as 0), the last is for values above
  // value_max(), between them the exponential ones.
  int64_t places() const { return overflow_ + 1; }
  int64_t overflow() const { return overflow_; }
  int resolution() const { return resolution_; }
  int64_t value_max() const { return value_max_; }

  // The place of a value: a table look-up and one comparison, no logarithm.
  int64_t Place(int64_t value) const {
    if (value <= 0) return 0;
    if (value > value_max_) return overflow_;
    return ExponentialPlace(value);
  }

  // The largest value of a place; of the overflow, the largest int64.
  int64_t Bound(int64_t place) const;

  // Two histograms merge when their buckets are the same.
  friend bool operator==(const HistogramBuckets& a, const HistogramBuckets& b) {
    return a.resolution_ == b.resolution_ && a.value_max_ == b.value_max_;
  }

 private:
  int64_t ExponentialPlace(int64_t value) const {
    const int exponent = 63 - __builtin_clzll(static_cast<uint64_t>(value));
    const uint64_t mantissa = static_cast<uint64_t>(value) << (63 - exponent);  // Top bit is set.
    const uint64_t cell = (mantissa << 1) >> (63 - resolution_);
    const int64_t below = bounds_below_[cell];
    return 1 + (int64_t{exponent} << resolution_) + below + (mantissa > bounds_[below] ? 1 : 0);
  }

  int resolution_;
  int64_t value_max_ = 0;
  int64_t overflow_ = 0;
  // [n + 1]: floor(2^63 x 2^(j/n)) for j < n, then a bound that nothing passes.
  std::array<uint64_t, (1 << kResolutionMax) + 1> bounds_ = {};
  // [2n]: how many bounds lie below the start of each of 2n equal cells of a doubling. Neighbouring
  // bounds are ln(2)/n apart or more and a cell is 1/2n wide: at most one lies inside a cell.
  std::array<uint8_t, 2 << kResolutionMax> bounds_below_ = {};
};

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_HISTOGRAM_BUCKETS_H_
