// Which shard of a sharded metric the calling thread writes to.
//
// Threads are dealt numbers in turn as they first write, so that a pool of at most as many threads
// as there are shards, started together, shares no cache line. More threads, or others that came
// and went between them, may share one, which costs time and never a count.
#ifndef TXTSENTRY_CORE_METRICS_THREAD_SHARD_H_
#define TXTSENTRY_CORE_METRICS_THREAD_SHARD_H_

#include <atomic>
#include <cstdint>

namespace txtsentry::metrics {

// Shards are a power of two, so that a mask picks one.
inline constexpr int kShardsMax = 64;

// The power of two from `threads` up, within [1, kShardsMax].
inline int ShardsFor(int threads) {
  int shards = 1;
  while (shards < threads && shards < kShardsMax) shards *= 2;
  return shards;
}

// The calling thread's number, the same for its whole life. Thread-safe.
inline uint32_t ThreadNumber() {
  static std::atomic<uint32_t> next{1};
  thread_local uint32_t number = 0;  // 0: not dealt yet. No constructor, so access needs no guard.
  if (number == 0) number = next.fetch_add(1, std::memory_order_relaxed);
  return number;
}

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_THREAD_SHARD_H_
