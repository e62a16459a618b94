// A count that only grows. Adding is one relaxed atomic on a cache line that, as a rule, no other
// thread writes; reading sums the shards.
#ifndef TXTSENTRY_CORE_METRICS_COUNTER_H_
#define TXTSENTRY_CORE_METRICS_COUNTER_H_

#include <atomic>
#include <cstdint>
#include <memory>

#include "core/base/aligned_buffer.h"
#include "core/metrics/thread_shard.h"

namespace txtsentry::metrics {

// Thread-safe. A read that runs beside writes sees each of them or not; none is lost or seen twice,
// and what happened before the read is seen.
class Counter {
 public:
  // `shards` is a power of two (ShardsFor). Takes shards x 64 bytes.
  explicit Counter(int shards)
      : shards_(new Shard[static_cast<size_t>(shards)]), mask_(static_cast<uint32_t>(shards - 1)) {}

  void Increment() { Add(1); }

  // `n` is at least 0; less is a caller's mistake and adds nothing, since a counter never falls.
  void Add(int64_t n) {
    if (n <= 0) return;
    shards_[ThreadNumber() & mask_].count.fetch_add(n, std::memory_order_relaxed);
  }

  int64_t value() const {
    int64_t sum = 0;
    for (uint32_t i = 0; i <= mask_; ++i) sum += shards_[i].count.load(std::memory_order_relaxed);
    return sum;
  }

 private:
  struct alignas(base::kCacheLineBytes) Shard {
    std::atomic<int64_t> count{0};
  };

  const std::unique_ptr<Shard[]> shards_;
  const uint32_t mask_;
};

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_COUNTER_H_
