// A histogram that many threads record into: a few relaxed atomics on cache lines that, as a rule,
// no other thread writes. Reading sums the shards into a LocalHistogram.
#ifndef TXTSENTRY_CORE_METRICS_HISTOGRAM_H_
#define TXTSENTRY_CORE_METRICS_HISTOGRAM_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "core/base/aligned_buffer.h"
#include "core/metrics/histogram_buckets.h"
#include "core/metrics/local_histogram.h"
#include "core/metrics/thread_shard.h"

namespace txtsentry::metrics {

struct HistogramOptions {
  // Buckets to a doubling of the value are 2^resolution (histogram_buckets.h has the errors).
  int resolution = 2;
  // Values above count in the last bucket alone, le="+Inf". Memory is shards x 8 bytes a bucket:
  // 145 buckets, 1.2 KB a shard, for these defaults (19 hours in microseconds).
  int64_t value_max = int64_t{1} << 36;
  // Recorded units to one of the unit exposed: 1e6 for microseconds recorded, seconds exposed.
  double units = 1;
  // The text has the buckets from the lowest touched to the highest, and always those whose bounds
  // lie within [shown_from, shown_to] (recorded units; none by default). Set both where histograms
  // of several processes are added up by `le`, which goes wrong when one process shows a bound that
  // another does not.
  int64_t shown_from = 0;
  int64_t shown_to = 0;
};

// Thread-safe.
class Histogram {
 public:
  // `shards` is a power of two (ShardsFor).
  Histogram(const HistogramOptions& options, int shards);

  // A negative value counts as 0. Nothing is allocated and no lock is taken.
  void Record(int64_t value) {
    if (value < 0) value = 0;
    Line* const shard = &lines_[(ThreadNumber() & mask_) * lines_a_shard_];
    Cell(shard, kFirstPlaceCell + buckets_.Place(value)).fetch_add(1, std::memory_order_relaxed);
    Cell(shard, kSumCell).fetch_add(value, std::memory_order_relaxed);
    RaiseTo(Cell(shard, kMaxCell), value);
    RaiseTo(Cell(shard, kMinComplementCell), ~value);
  }

  // What has been recorded. Records that run beside it may be in the counts and not yet in the sum;
  // count() is the counts' own sum, so the buckets always add up to it.
  LocalHistogram Snapshot() const;

  const HistogramOptions& options() const { return options_; }

 private:
  static constexpr int64_t kCellsALine = base::kCacheLineBytes / sizeof(std::atomic<int64_t>);
  struct alignas(base::kCacheLineBytes) Line {
    std::array<std::atomic<int64_t>, kCellsALine> cells = {};
  };
  // A shard's cells: the sum, the largest value, the complement of the smallest (so that it too is
  // only raised), then the counts by place. Small values share the header's line.
  enum : int64_t { kSumCell, kMaxCell, kMinComplementCell, kFirstPlaceCell };

  static std::atomic<int64_t>& Cell(Line* shard, int64_t cell) {
    return shard[cell / kCellsALine].cells[cell % kCellsALine];
  }
  // Extremes move seldom: nearly always this is one load.
  static void RaiseTo(std::atomic<int64_t>& cell, int64_t value) {
    int64_t old = cell.load(std::memory_order_relaxed);
    while (old < value && !cell.compare_exchange_weak(old, value, std::memory_order_relaxed)) {
    }
  }

  const HistogramOptions options_;
  const HistogramBuckets buckets_;
  const int64_t lines_a_shard_;
  const uint32_t mask_;
  const std::unique_ptr<Line[]> lines_;  // [shards x lines_a_shard_]
};

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_HISTOGRAM_H_
