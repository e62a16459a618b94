#include "core/cache/ghost_queue.h"

#include <algorithm>

namespace txtsentry::cache {

GhostQueue::GhostQueue(int64_t keys_max)
    : keys_max_(std::max<int64_t>(keys_max, 1)),
      buckets_(static_cast<size_t>((keys_max_ + kWays - 1) / kWays)) {}

GhostQueue::Bucket& GhostQueue::BucketOf(const Bits128& key) {
  // The top 32 bits of the high half, scaled to the number of buckets, select the bucket; its low
  // 32 bits are the fingerprint.
  return buckets_[((key.high >> 32) * buckets_.size()) >> 32];
}

void GhostQueue::Add(const Bits128& key) {
  if (++added_ == 0) ++added_;
  Bucket& bucket = BucketOf(key);
  Cell* oldest = &bucket.cells[0];
  for (Cell& cell : bucket.cells) {
    const bool free = !Remembered(cell);
    if (free || added_ - cell.added > added_ - oldest->added) oldest = &cell;
    if (free) break;
  }
  *oldest = {static_cast<uint32_t>(key.high), added_};
}

bool GhostQueue::Take(const Bits128& key) {
  for (Cell& cell : BucketOf(key).cells) {
    if (cell.fingerprint != static_cast<uint32_t>(key.high) || !Remembered(cell)) continue;
    cell = Cell();
    return true;
  }
  return false;
}

void GhostQueue::Clear() {
  std::fill(buckets_.begin(), buckets_.end(), Bucket());
  added_ = 0;
}

}  // namespace txtsentry::cache
