// A bounded map from 128-bit keys to floats that evicts as S3-FIFO does (Yang, Zhang, Qiu, Yue and
// Vigfusson, "FIFO queues are all you need for cache eviction", SOSP 2023).
//
// A new key enters a small queue, a tenth of the room. Only a key that is asked for again while it
// is there goes on to the main queue; the others leave, and a ghost remembers their hashes, so that
// one that comes back soon enters the main queue at once. Keys that come once, as in a scan of a
// log that nobody repeats, thus push out at most a tenth. (SIEVE, Zhang et al., NSDI 2024, is
// simpler and nearly as good on skewed traces, but its authors say that it is not scan-resistant.)
// tests/bench/cache_hit_ratio.cc measures it against LRU of equal bytes.
//
// Two differences from the paper, both for the sake of flat arrays. The queues have fixed room
// each, so while the main queue has room everything that leaves the small one goes there. And the
// ghost is a table of four-way buckets with a clock, which may forget a little early where a bucket
// is full.
#ifndef TXTSENTRY_CORE_CACHE_S3_FIFO_H_
#define TXTSENTRY_CORE_CACHE_S3_FIFO_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "core/cache/ghost.h"
#include "core/cache/sip_hash.h"

namespace txtsentry::cache {

// All memory is taken by the constructor and none after; Find and Insert never allocate. Find takes
// constant time; so does Insert on the average over a run of them: it may pass over keys that were
// asked for, at most three times for each time that they were, and each pass was paid for by a
// Find. Thread-compatible.
class S3Fifo {
 public:
  // What one key's room takes in all the arrays together, rounded up: 24 bytes for the entry, 6 for
  // its part of the index, which is at most two thirds full, 8 for its part of the ghost.
  static constexpr int64_t kBytesAKey = 38;
  static constexpr int64_t kKeysMin = 10;

  // `keys_max` at least kKeysMin and below 2^31, or else the nearest that is.
  explicit S3Fifo(int64_t keys_max);

  // The keys are hashes already: uniform for any input, or the index slows down.
  std::optional<float> Find(const Bits128& key);

  // Adds a key or replaces its value. Returns how many keys were evicted for it, 0 or 1.
  int64_t Insert(const Bits128& key, float value);

  // Forgets all keys, the ghost's too.
  void Clear();

  int64_t keys() const { return small_.count + main_.count; }
  int64_t keys_max() const { return small_.room + main_.room; }
  // Of the arrays, full or not.
  int64_t bytes_reserved() const;

 private:
  struct Entry {
    Bits128 key;
    float value = 0;
    uint32_t asked = 0;  // Times asked for since it entered its queue, at most kAskedMax.
  };
  static constexpr uint32_t kAskedMax = 3;
  // How often a key must be asked for in the small queue to go on to the main one. The paper's code
  // has 2, which gains 0.0001 to 0.0009 of hit ratio on Zipf's frequencies alone; but a log often
  // repeats a record once, close by.
  static constexpr uint32_t kAskedToStay = 1;

  // A ring of `room` entries from `begin` in entries_; the oldest is `head` places into it.
  struct Queue {
    int64_t begin = 0;
    int64_t room = 0;
    int64_t head = 0;
    int64_t count = 0;
  };
  static constexpr uint32_t kNoEntry = 0;  // Index cells hold an entry's place + 1.

  int64_t Home(const Bits128& key) const;
  // The index cell that points at the key's entry, or the free cell where it would.
  int64_t CellOf(const Bits128& key) const;
  void EraseCell(int64_t cell);

  void Push(Queue& queue, const Bits128& key, float value);
  Entry Pop(Queue& queue);
  // Frees a place of the small queue; returns the keys evicted.
  int64_t MakeRoomInSmall();
  // Frees a place of the main queue, which is full.
  void EvictFromMain();

  std::vector<Entry> entries_;   // [keys_max], the small queue's ring, then the main queue's.
  std::vector<uint32_t> index_;  // Open addressing, linear probing.
  Queue small_;
  Queue main_;
  Ghost ghost_;
};

}  // namespace txtsentry::cache

#endif  // TXTSENTRY_CORE_CACHE_S3_FIFO_H_
