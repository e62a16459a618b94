// A bounded map from 128-bit keys to small values with S3-FIFO eviction (Yang, Zhang, Qiu, Yue and
// Vigfusson, "FIFO queues are all you need for cache eviction", SOSP 2023).
//
// A new key enters a small queue of a tenth of the capacity. A key that is hit there moves to the
// main queue; other keys are evicted, and the ghost queue remembers their hashes. A key that
// returns while the ghost queue remembers it enters the main queue directly. A scan of keys that
// occur once therefore evicts at most a tenth of the entries. (SIEVE, Zhang et al., NSDI 2024, is
// simpler and nearly as good on skewed traces, but its authors say that it is not scan-resistant.)
// tests/bench/cache_hit_ratio.cc compares this cache with an LRU cache of equal bytes.
//
// Two differences from the paper, both needed for flat arrays. Each queue has a fixed capacity, so
// every key that leaves the small queue moves to the main queue while the main queue has free
// entries. The ghost queue is a table of four-way buckets with a clock, which may forget a key
// early when its bucket is full.
#ifndef TXTSENTRY_CORE_CACHE_S3_FIFO_H_
#define TXTSENTRY_CORE_CACHE_S3_FIFO_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

#include "core/cache/ghost_queue.h"
#include "core/cache/sip_hash.h"

namespace txtsentry::cache {

// The constructor allocates all memory; Find and Insert never allocate. Find takes constant time.
// Insert takes amortized constant time: it may skip a hit key at most three times per hit, and each
// skip was paid for by a Find. Thread-compatible.
//
// Value must be trivially copyable and small.
template <typename Value>
class S3FifoMap {
  struct Entry {
    Bits128 key;
    Value value = {};
    uint32_t hits = 0;  // Hits since the key entered its queue, at most kHitsMax.
  };

 public:
  // Bytes that one key takes in all arrays, rounded up: the entry, 6 bytes of the index (which is
  // at most two thirds full) and 8 bytes of the ghost queue.
  static constexpr int64_t kBytesAKey = sizeof(Entry) + 14;
  static constexpr int64_t kKeysMin = 10;

  // Clamps `keys_max` to [kKeysMin, 2^31).
  explicit S3FifoMap(int64_t keys_max);

  // Keys must be uniformly distributed hashes; otherwise index probing becomes slow.
  std::optional<Value> Find(const Bits128& key);

  // Adds a key or replaces its value. Returns the number of evicted keys: 0 or 1.
  int64_t Insert(const Bits128& key, const Value& value);

  // Forgets all keys, including those of the ghost queue.
  void Clear();

  int64_t keys() const { return small_.count + main_.count; }
  int64_t keys_max() const { return small_.capacity + main_.capacity; }
  // Size of all arrays, whether full or empty.
  int64_t bytes_reserved() const;

 private:
  static_assert(std::is_trivially_copyable_v<Value>);
  static constexpr uint32_t kHitsMax = 3;
  // Hits in the small queue that promote a key to the main queue. The paper's code uses 2, which
  // gains 0.0001 to 0.0009 of hit ratio on a pure Zipf distribution; but a log often repeats a
  // record once, shortly after its first occurrence.
  static constexpr uint32_t kHitsToPromote = 1;

  // A ring of `capacity` entries that starts at entries_[begin]; entries_[begin + head] is the
  // oldest.
  struct Queue {
    int64_t begin = 0;
    int64_t capacity = 0;
    int64_t head = 0;
    int64_t count = 0;
  };
  static constexpr int64_t kSmallDivisor = 10;  // The paper reports little change from 5% to 20%.
  static constexpr uint32_t kNoEntry = 0;       // Index cells hold an entry's position + 1.

  static int64_t Clamped(int64_t keys_max) {
    return std::clamp<int64_t>(keys_max, kKeysMin, (int64_t{1} << 31) - 1);
  }
  int64_t Home(const Bits128& key) const;
  // Returns the index cell that refers to the key's entry, or the free cell where it would be
  // added.
  int64_t CellOf(const Bits128& key) const;
  void EraseCell(int64_t cell);

  void Push(Queue& queue, const Bits128& key, const Value& value);
  Entry Pop(Queue& queue);
  // Frees one entry of the small queue; returns the number of evicted keys.
  int64_t EvictFromSmall();
  // Frees one entry of the main queue, which must be full.
  void EvictFromMain();

  std::vector<Entry> entries_;   // [keys_max]: the small queue's ring, then the main queue's.
  std::vector<uint32_t> index_;  // Open addressing with linear probing.
  Queue small_;
  Queue main_;
  GhostQueue ghost_;
};

using S3Fifo = S3FifoMap<float>;

template <typename Value>
S3FifoMap<Value>::S3FifoMap(int64_t keys_max)
    : entries_(static_cast<size_t>(Clamped(keys_max))),
      index_(entries_.size() + entries_.size() / 2),
      ghost_(static_cast<int64_t>(entries_.size()) - Clamped(keys_max) / kSmallDivisor) {
  small_.capacity = Clamped(keys_max) / kSmallDivisor;
  main_.begin = small_.capacity;
  main_.capacity = Clamped(keys_max) - small_.capacity;
}

template <typename Value>
int64_t S3FifoMap<Value>::bytes_reserved() const {
  return static_cast<int64_t>(entries_.capacity() * sizeof(Entry) +
                              index_.capacity() * sizeof(uint32_t)) +
         ghost_.bytes_reserved();
}

template <typename Value>
int64_t S3FifoMap<Value>::Home(const Bits128& key) const {
  return static_cast<int64_t>(((key.low >> 32) * index_.size()) >> 32);
}

template <typename Value>
int64_t S3FifoMap<Value>::CellOf(const Bits128& key) const {
  int64_t cell = Home(key);
  while (index_[cell] != kNoEntry && !(entries_[index_[cell] - 1].key == key)) {
    if (++cell == static_cast<int64_t>(index_.size())) cell = 0;
  }
  return cell;
}

// Erases a cell and moves later cells of the probe sequence into the hole (Knuth 6.4, algorithm R),
// so no tombstones are needed.
template <typename Value>
void S3FifoMap<Value>::EraseCell(int64_t cell) {
  const auto cells = static_cast<int64_t>(index_.size());
  int64_t hole = cell;
  for (int64_t next = hole;;) {
    if (++next == cells) next = 0;
    if (index_[next] == kNoEntry) break;
    const int64_t home = Home(entries_[index_[next] - 1].key);
    // The cell may move unless its home lies after the hole, up to and including the cell itself.
    const int64_t from_home = (next - home + cells) % cells;
    const int64_t from_hole = (next - hole + cells) % cells;
    if (from_home < from_hole) continue;
    index_[hole] = index_[next];
    hole = next;
  }
  index_[hole] = kNoEntry;
}

template <typename Value>
std::optional<Value> S3FifoMap<Value>::Find(const Bits128& key) {
  const uint32_t found = index_[CellOf(key)];
  if (found == kNoEntry) return std::nullopt;
  Entry& entry = entries_[found - 1];
  entry.hits = std::min(entry.hits + 1, kHitsMax);
  return entry.value;
}

template <typename Value>
int64_t S3FifoMap<Value>::Insert(const Bits128& key, const Value& value) {
  const uint32_t found = index_[CellOf(key)];
  if (found != kNoEntry) {
    entries_[found - 1].value = value;
    return 0;
  }
  int64_t evicted = 0;
  if (ghost_.Take(key)) {
    if (main_.count == main_.capacity) {
      EvictFromMain();
      evicted = 1;
    }
    Push(main_, key, value);
  } else {
    if (small_.count == small_.capacity) evicted = EvictFromSmall();
    Push(small_, key, value);
  }
  return evicted;
}

template <typename Value>
void S3FifoMap<Value>::Push(Queue& queue, const Bits128& key, const Value& value) {
  const int64_t position = queue.begin + (queue.head + queue.count) % queue.capacity;
  ++queue.count;
  entries_[position] = {key, value, 0};
  index_[CellOf(key)] = static_cast<uint32_t>(position) + 1;
}

template <typename Value>
typename S3FifoMap<Value>::Entry S3FifoMap<Value>::Pop(Queue& queue) {
  const Entry entry = entries_[queue.begin + queue.head];
  EraseCell(CellOf(entry.key));
  queue.head = (queue.head + 1) % queue.capacity;
  --queue.count;
  return entry;
}

template <typename Value>
int64_t S3FifoMap<Value>::EvictFromSmall() {
  const Entry entry = Pop(small_);
  const bool main_is_full = main_.count == main_.capacity;
  if (main_is_full && entry.hits < kHitsToPromote) {
    ghost_.Add(entry.key);
    return 1;
  }
  if (main_is_full) EvictFromMain();
  Push(main_, entry.key, entry.value);
  return main_is_full ? 1 : 0;
}

template <typename Value>
void S3FifoMap<Value>::EvictFromMain() {
  while (true) {
    Entry& oldest = entries_[main_.begin + main_.head];
    if (oldest.hits == 0) break;
    // Gives the key another round. The ring is full, so the positions of its oldest and newest
    // entry coincide, and advancing `head` requeues the key without moving the entry.
    --oldest.hits;
    main_.head = (main_.head + 1) % main_.capacity;
  }
  Pop(main_);
}

template <typename Value>
void S3FifoMap<Value>::Clear() {
  std::fill(index_.begin(), index_.end(), kNoEntry);
  small_.head = small_.count = 0;
  main_.head = main_.count = 0;
  ghost_.Clear();
}

}  // namespace txtsentry::cache

#endif  // TXTSENTRY_CORE_CACHE_S3_FIFO_H_
