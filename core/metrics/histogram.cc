#include "core/metrics/histogram.h"

#include <algorithm>
#include <limits>

namespace txtsentry::metrics {

Histogram::Histogram(const HistogramOptions& options, int shards)
    : options_(options),
      buckets_(options.resolution, options.value_max),
      lines_a_shard_((kFirstPlaceCell + buckets_.places() + kCellsALine - 1) / kCellsALine),
      mask_(static_cast<uint32_t>(shards - 1)),
      lines_(new Line[static_cast<size_t>(shards * lines_a_shard_)]) {
  for (int shard = 0; shard < shards; ++shard) {
    Cell(&lines_[shard * lines_a_shard_], kMinComplementCell)
        .store(std::numeric_limits<int64_t>::min(), std::memory_order_relaxed);
  }
}

LocalHistogram Histogram::Snapshot() const {
  LocalHistogram all(buckets_);
  for (uint32_t shard = 0; shard <= mask_; ++shard) {
    Line* const lines = &lines_[shard * lines_a_shard_];
    const auto load = [lines](int64_t cell) {
      return Cell(lines, cell).load(std::memory_order_relaxed);
    };
    for (int64_t place = 0; place < buckets_.places(); ++place) {
      const int64_t count = load(kFirstPlaceCell + place);
      all.counts_[place] += count;
      all.count_ += count;
    }
    all.sum_ = static_cast<int64_t>(static_cast<uint64_t>(all.sum_) +
                                    static_cast<uint64_t>(load(kSumCell)));
    all.min_ = std::min(all.min_, ~load(kMinComplementCell));
    all.max_ = std::max(all.max_, load(kMaxCell));
  }
  // A record that runs beside this may be in a count and not yet in the extremes; the buckets then
  // say what the extremes are at least.
  for (int64_t place = 0; place < buckets_.places(); ++place) {
    if (all.counts_[place] == 0) continue;
    all.min_ = std::min(all.min_, buckets_.Bound(place));
    all.max_ = std::max(all.max_, place == 0 ? 0 : buckets_.Bound(place - 1) + 1);
  }
  return all;
}

}  // namespace txtsentry::metrics
