#include "core/cache/ghost.h"

#include <algorithm>

namespace txtsentry::cache {

Ghost::Ghost(int64_t keys_max)
    : keys_max_(std::max<int64_t>(keys_max, 1)),
      buckets_(static_cast<size_t>((keys_max_ + kWays - 1) / kWays)) {}

Ghost::Bucket& Ghost::BucketOf(const Bits128& key) {
  // The high half's top 32 bits scaled to the number of buckets; its low 32 bits are the mark.
  return buckets_[((key.high >> 32) * buckets_.size()) >> 32];
}

void Ghost::Add(const Bits128& key) {
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

bool Ghost::Take(const Bits128& key) {
  for (Cell& cell : BucketOf(key).cells) {
    if (cell.mark != static_cast<uint32_t>(key.high) || !Remembered(cell)) continue;
    cell = Cell();
    return true;
  }
  return false;
}

void Ghost::Clear() {
  std::fill(buckets_.begin(), buckets_.end(), Bucket());
  added_ = 0;
}

}  // namespace txtsentry::cache
