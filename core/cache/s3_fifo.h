// A bounded map from 128-bit keys to small values that evicts as S3-FIFO does (Yang, Zhang, Qiu,
// Yue and Vigfusson, "FIFO queues are all you need for cache eviction", SOSP 2023).
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

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

#include "core/cache/ghost.h"
#include "core/cache/sip_hash.h"

namespace txtsentry::cache {

// All memory is taken by the constructor and none after; Find and Insert never allocate. Find takes
// constant time; so does Insert on the average over a run of them: it may pass over keys that were
// asked for, at most three times for each time that they were, and each pass was paid for by a
// Find. Thread-compatible.
//
// Value is copied freely: some bytes, trivially copyable.
template <typename Value>
class S3FifoMap {
  struct Entry {
    Bits128 key;
    Value value = {};
    uint32_t asked = 0;  // Times asked for since it entered its queue, at most kAskedMax.
  };

 public:
  // What one key's room takes in all the arrays together, rounded up: the entry, 6 bytes for its
  // part of the index, which is at most two thirds full, 8 for its part of the ghost.
  static constexpr int64_t kBytesAKey = sizeof(Entry) + 14;
  static constexpr int64_t kKeysMin = 10;

  // `keys_max` at least kKeysMin and below 2^31, or else the nearest that is.
  explicit S3FifoMap(int64_t keys_max);

  // The keys are hashes already: uniform for any input, or the index slows down.
  std::optional<Value> Find(const Bits128& key);

  // Adds a key or replaces its value. Returns how many keys were evicted for it, 0 or 1.
  int64_t Insert(const Bits128& key, const Value& value);

  // Forgets all keys, the ghost's too.
  void Clear();

  int64_t keys() const { return small_.count + main_.count; }
  int64_t keys_max() const { return small_.room + main_.room; }
  // Of the arrays, full or not.
  int64_t bytes_reserved() const;

 private:
  static_assert(std::is_trivially_copyable_v<Value>);
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
  static constexpr int64_t kSmallShare = 10;  // The paper's tenth; it finds little change from 5 %
                                              // to 20 %.
  static constexpr uint32_t kNoEntry = 0;     // Index cells hold an entry's place + 1.

  static int64_t Clamped(int64_t keys_max) {
    return std::clamp<int64_t>(keys_max, kKeysMin, (int64_t{1} << 31) - 1);
  }
  int64_t Home(const Bits128& key) const;
  // The index cell that points at the key's entry, or the free cell where it would.
  int64_t CellOf(const Bits128& key) const;
  void EraseCell(int64_t cell);

  void Push(Queue& queue, const Bits128& key, const Value& value);
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

using S3Fifo = S3FifoMap<float>;

template <typename Value>
S3FifoMap<Value>::S3FifoMap(int64_t keys_max)
    : entries_(static_cast<size_t>(Clamped(keys_max))),
      index_(entries_.size() + entries_.size() / 2),
      ghost_(static_cast<int64_t>(entries_.size()) - Clamped(keys_max) / kSmallShare) {
  small_.room = Clamped(keys_max) / kSmallShare;
  main_.begin = small_.room;
  main_.room = Clamped(keys_max) - small_.room;
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

// Moves back what stands behind the hole and would no longer be found across it (Knuth 6.4,
// algorithm R), so that no marks of deleted cells pile up.
template <typename Value>
void S3FifoMap<Value>::EraseCell(int64_t cell) {
  const auto cells = static_cast<int64_t>(index_.size());
  int64_t hole = cell;
  for (int64_t next = hole;;) {
    if (++next == cells) next = 0;
    if (index_[next] == kNoEntry) break;
    const int64_t home = Home(entries_[index_[next] - 1].key);
    // It may move when its home does not lie in the cells after the hole, up to itself.
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
  entry.asked = std::min(entry.asked + 1, kAskedMax);
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
    if (main_.count == main_.room) {
      EvictFromMain();
      evicted = 1;
    }
    Push(main_, key, value);
  } else {
    if (small_.count == small_.room) evicted = MakeRoomInSmall();
    Push(small_, key, value);
  }
  return evicted;
}

template <typename Value>
void S3FifoMap<Value>::Push(Queue& queue, const Bits128& key, const Value& value) {
  const int64_t place = queue.begin + (queue.head + queue.count) % queue.room;
  ++queue.count;
  entries_[place] = {key, value, 0};
  index_[CellOf(key)] = static_cast<uint32_t>(place) + 1;
}

template <typename Value>
typename S3FifoMap<Value>::Entry S3FifoMap<Value>::Pop(Queue& queue) {
  const Entry entry = entries_[queue.begin + queue.head];
  EraseCell(CellOf(entry.key));
  queue.head = (queue.head + 1) % queue.room;
  --queue.count;
  return entry;
}

template <typename Value>
int64_t S3FifoMap<Value>::MakeRoomInSmall() {
  const Entry entry = Pop(small_);
  const bool main_is_full = main_.count == main_.room;
  if (main_is_full && entry.asked < kAskedToStay) {
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
    if (oldest.asked == 0) break;
    // Another round for it. The ring is full, so the place of its oldest is also that of its
    // newest, and turning the ring moves the key without moving the entry.
    --oldest.asked;
    main_.head = (main_.head + 1) % main_.room;
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
