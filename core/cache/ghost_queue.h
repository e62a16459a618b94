// The ghost queue of S3-FIFO: the hashes of recently evicted keys, stored as a table.
//
// A key is remembered until `keys_max` other keys have been added. A full bucket drops its oldest
// key early, and about 1 lookup in 2^30 returns true for a key that was never added. Both errors
// cost a little hit ratio and never a wrong answer.
#ifndef TXTSENTRY_CORE_CACHE_GHOST_QUEUE_H_
#define TXTSENTRY_CORE_CACHE_GHOST_QUEUE_H_

#include <cstdint>
#include <vector>

#include "core/cache/sip_hash.h"

namespace txtsentry::cache {

// Thread-compatible. The constructor allocates all memory.
class GhostQueue {
 public:
  explicit GhostQueue(int64_t keys_max);

  void Add(const Bits128& key);
  // Returns true and forgets the key if it is remembered.
  bool Take(const Bits128& key);
  void Clear();

  int64_t bytes_reserved() const {
    return static_cast<int64_t>(buckets_.capacity() * sizeof(Bucket));
  }

 private:
  static constexpr int kWays = 4;
  struct Cell {
    uint32_t fingerprint = 0;  // Low 32 bits of the key's high half.
    uint32_t added = 0;        // Value of added_ at insertion; 0 means free.
  };
  struct Bucket {
    Cell cells[kWays];
  };

  Bucket& BucketOf(const Bits128& key);
  bool Remembered(const Cell& cell) const {
    return cell.added != 0 && added_ - cell.added < static_cast<uint32_t>(keys_max_);
  }

  const int64_t keys_max_;
  std::vector<Bucket> buckets_;
  uint32_t added_ = 0;  // Keys added, modulo 2^32; never 0 after the first Add.
};

}  // namespace txtsentry::cache

#endif  // TXTSENTRY_CORE_CACHE_GHOST_QUEUE_H_
