// Remembers the hashes of the last keys that left: the ghost queue of S3-FIFO as a table. A key is
// remembered while fewer than `keys_max` others have been added since; a full bucket forgets its
// oldest early, and 1 look-up in 2^30 or so says yes for a key that never was there. Either costs a
// little of the hit ratio and never an answer.
#ifndef TXTSENTRY_CORE_CACHE_GHOST_H_
#define TXTSENTRY_CORE_CACHE_GHOST_H_

#include <cstdint>
#include <vector>

#include "core/cache/sip_hash.h"

namespace txtsentry::cache {

// Thread-compatible. Takes all its memory when it is made.
class Ghost {
 public:
  explicit Ghost(int64_t keys_max);

  void Add(const Bits128& key);
  // True when the key is remembered; it is then forgotten.
  bool Take(const Bits128& key);
  void Clear();

  int64_t bytes_reserved() const {
    return static_cast<int64_t>(buckets_.capacity() * sizeof(Bucket));
  }

 private:
  static constexpr int kWays = 4;
  struct Cell {
    uint32_t mark = 0;   // From the key's hash.
    uint32_t added = 0;  // added_ when it was added; 0: free.
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
  uint32_t added_ = 0;  // How many were added, modulo 2^32 and never 0 after the first.
};

}  // namespace txtsentry::cache

#endif  // TXTSENTRY_CORE_CACHE_GHOST_H_
