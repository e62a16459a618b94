#include "core/cache/score_cache.h"

#include <cassert>
#include <deque>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_format.h"
#include "core/base/aligned_buffer.h"
#include "core/base/mutex.h"
#include "core/cache/s3_fifo.h"

namespace txtsentry::cache {

static_assert(ScoreCache::kBytesAnEntry == S3Fifo::kBytesAKey);

// A key that is being computed, and its waiters by number; the lowest number has waited longest.
struct ScoreCache::Flight {
  int rank = 0;  // Rank of the promise's holder.
  std::map<int64_t, Waiter> waiters;
};

struct alignas(base::kCacheLineBytes) ScoreCache::Shard {
  explicit Shard(int64_t keys_max) : results(keys_max) {}

  mutable base::Mutex mu;
  S3Fifo results ABSL_GUARDED_BY(mu);
  absl::flat_hash_map<Bits128, Flight> flights ABSL_GUARDED_BY(mu);
  int64_t next_waiter ABSL_GUARDED_BY(mu) = 1;
  ScoreCacheStats counts ABSL_GUARDED_BY(mu);
};

struct ScoreCache::Delivery {
  Waiter waiter;
  absl::StatusOr<float> logit;
  Promise promise;  // If held, the waiter must compute, and `logit` has no meaning.
};

bool IsCallersOwn(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
      return true;
    default:
      return false;
  }
}

ScoreCache::Promise::Promise(Promise&& other) noexcept
    : cache_(std::exchange(other.cache_, nullptr)),
      key_(other.key_),
      owns_flight_(other.owns_flight_) {}

ScoreCache::Promise& ScoreCache::Promise::operator=(Promise&& other) noexcept {
  if (this != &other) {
    Finish(absl::CancelledError("the promise was dropped"));
    cache_ = std::exchange(other.cache_, nullptr);
    key_ = other.key_;
    owns_flight_ = other.owns_flight_;
  }
  return *this;
}

ScoreCache::Promise::~Promise() { Finish(absl::CancelledError("the promise was dropped")); }

void ScoreCache::Promise::Finish(const absl::StatusOr<float>& logit) {
  ScoreCache* const cache = std::exchange(cache_, nullptr);
  if (cache != nullptr) cache->Finish(key_, owns_flight_, logit);
}

absl::StatusOr<std::unique_ptr<ScoreCache>> ScoreCache::Create(const ScoreCacheOptions& options,
                                                               const Bits128& sip_key) {
  const int shards = options.shards;
  if (shards < 1 || shards > kShardsMax || (shards & (shards - 1)) != 0) {
    return absl::InvalidArgumentError(
        absl::StrFormat("cache shards=%d are no power of two within [1, %d]", shards, kShardsMax));
  }
  constexpr int64_t kShardBytesMax = S3Fifo::kBytesAKey * (int64_t{1} << 31);
  if (options.bytes_max < shards * kShardBytesMin || options.bytes_max > shards * kShardBytesMax) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "cache bytes_max=%d is not within [%d, %d] for shards=%d", options.bytes_max,
        shards * kShardBytesMin, shards * kShardBytesMax, shards));
  }
  if (options.waiters_max < 0) {
    return absl::InvalidArgumentError(
        absl::StrFormat("cache waiters_max=%d is below 0", options.waiters_max));
  }
  return std::unique_ptr<ScoreCache>(new ScoreCache(options, sip_key));
}

ScoreCache::ScoreCache(const ScoreCacheOptions& options, const Bits128& sip_key)
    : waiters_max_(options.waiters_max), sip_key_(sip_key) {
  const int64_t keys = options.bytes_max / options.shards / S3Fifo::kBytesAKey;
  for (int i = 0; i < options.shards; ++i) shards_.push_back(std::make_unique<Shard>(keys));
}

ScoreCache::~ScoreCache() { assert(stats().flights == 0); }

Bits128 ScoreCache::Key(uint64_t version, absl::Span<const int32_t> ids) const {
  SipHasher hasher(sip_key_);
  hasher.AddWord(version);
  return hasher.Finish(
      std::string_view(reinterpret_cast<const char*>(ids.data()), ids.size() * sizeof(int32_t)));
}

ScoreCache::LookupResult ScoreCache::Lookup(const Bits128& key,
                                            absl::FunctionRef<Waiter()> make_waiter, int rank) {
  std::optional<Waiter> waiter;
  std::optional<LookupResult> result = TryLookup(key, waiter, rank);
  if (!result.has_value()) {
    waiter = make_waiter();
    waiter->rank = rank;
    result = TryLookup(key, waiter, rank);
  }
  return *std::move(result);
}

std::optional<ScoreCache::LookupResult> ScoreCache::TryLookup(const Bits128& key,
                                                              std::optional<Waiter>& waiter,
                                                              int rank) {
  Shard& shard = ShardOf(key);
  LookupResult result;
  const base::MutexLock lock(shard.mu);
  if (const std::optional<float> logit = shard.results.Find(key)) {
    ++shard.counts.hits;
    result.logit = *logit;
    return result;
  }
  const auto flight = shard.flights.find(key);
  const bool owns_flight = flight == shard.flights.end();
  if (owns_flight) {
    shard.flights[key].rank = rank;
  } else if (rank < flight->second.rank) {
    ++shard.counts.overtakes;
  } else if (!waiter.has_value()) {
    return std::nullopt;
  } else if (waiters_.fetch_add(1, std::memory_order_relaxed) < waiters_max_) {
    ++shard.counts.joins;
    ++shard.counts.waiters;
    result.outcome = Outcome::kPending;
    result.waiter = shard.next_waiter++;
    flight->second.waiters.emplace(result.waiter, *std::move(waiter));
    return result;
  } else {
    waiters_.fetch_sub(1, std::memory_order_relaxed);
    ++shard.counts.waits_refused;
  }
  ++shard.counts.misses;
  result.outcome = Outcome::kMiss;
  result.promise = Promise(this, key, owns_flight);
  return result;
}

bool ScoreCache::Leave(const Bits128& key, int64_t waiter) {
  Shard& shard = ShardOf(key);
  Waiter gone;  // Destroyed after the lock is released.
  const base::MutexLock lock(shard.mu);
  const auto flight = shard.flights.find(key);
  if (flight == shard.flights.end()) return false;
  const auto found = flight->second.waiters.find(waiter);
  if (found == flight->second.waiters.end()) return false;
  gone = std::move(found->second);
  flight->second.waiters.erase(found);
  ++shard.counts.left;
  --shard.counts.waiters;
  waiters_.fetch_sub(1, std::memory_order_relaxed);
  return true;
}

void ScoreCache::Finish(const Bits128& key, bool owns_flight, const absl::StatusOr<float>& logit) {
  Shard& shard = ShardOf(key);
  std::vector<Delivery> due;
  {
    const base::MutexLock lock(shard.mu);
    // Insert before the flight ends, under the same lock, so a lookup always finds one of the two.
    if (logit.ok()) {
      ++shard.counts.insertions;
      shard.counts.evictions += shard.results.Insert(key, *logit);
    }
    if (!owns_flight) return;
    const auto flight = shard.flights.find(key);
    assert(flight != shard.flights.end());
    std::map<int64_t, Waiter>& waiters = flight->second.waiters;
    if (!logit.ok() && IsCallersOwn(logit.status().code()) && !waiters.empty()) {
      ++shard.counts.handovers;
      flight->second.rank = waiters.begin()->second.rank;
      due.push_back(
          {std::move(waiters.begin()->second), logit, Promise(this, key, /*owns_flight=*/true)});
      waiters.erase(waiters.begin());
    } else {
      shard.counts.shared += static_cast<int64_t>(waiters.size());
      due.reserve(waiters.size());
      for (auto& [number, waiter] : waiters) due.push_back({std::move(waiter), logit, Promise()});
      shard.flights.erase(flight);
    }
    shard.counts.waiters -= static_cast<int64_t>(due.size());
    waiters_.fetch_sub(static_cast<int64_t>(due.size()), std::memory_order_relaxed);
  }
  if (!due.empty()) Deliver(std::move(due));
}

void ScoreCache::Deliver(std::vector<Delivery> due) {
  // The queue of the Deliver call further up this thread's stack, if any.
  thread_local std::deque<Delivery>* under_way = nullptr;
  if (under_way != nullptr) {
    for (Delivery& delivery : due) under_way->push_back(std::move(delivery));
    return;
  }
  std::deque<Delivery> queue(std::make_move_iterator(due.begin()),
                             std::make_move_iterator(due.end()));
  under_way = &queue;
  while (!queue.empty()) {
    Delivery delivery = std::move(queue.front());
    queue.pop_front();
    if (delivery.promise.held()) {
      delivery.waiter.compute(std::move(delivery.promise));
    } else {
      delivery.waiter.done(std::move(delivery.logit));
    }
  }
  under_way = nullptr;
}

void ScoreCache::Clear() {
  for (const auto& owned : shards_) {
    Shard& shard = *owned;
    const base::MutexLock lock(shard.mu);
    shard.results.Clear();
  }
}

ScoreCacheStats ScoreCache::stats() const {
  ScoreCacheStats sum;
  for (const auto& owned : shards_) {
    const Shard& shard = *owned;
    const base::MutexLock lock(shard.mu);
    const ScoreCacheStats counts = shard.counts;
    sum.hits += counts.hits;
    sum.misses += counts.misses;
    sum.joins += counts.joins;
    sum.waits_refused += counts.waits_refused;
    sum.overtakes += counts.overtakes;
    sum.shared += counts.shared;
    sum.handovers += counts.handovers;
    sum.left += counts.left;
    sum.insertions += counts.insertions;
    sum.evictions += counts.evictions;
    sum.entries += shard.results.keys();
    sum.entries_max += shard.results.keys_max();
    sum.bytes_reserved += shard.results.bytes_reserved();
    sum.flights += static_cast<int64_t>(shard.flights.size());
    sum.waiters += counts.waiters;
  }
  sum.bytes = sum.entries * kBytesAnEntry;
  return sum;
}

}  // namespace txtsentry::cache
