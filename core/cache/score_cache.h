// A cache of logits, keyed by model version and token ids, that computes equal concurrent requests
// only once.
//
// Keys. A key is SipHash-2-4-128 of the model's version and the ids, with a random 128-bit SipHash
// key that each process draws and never discloses. Two different records share an entry only if
// their hashes collide: after n records in a process's lifetime the probability is n^2 / 2^129,
// which is 2^-49 after 10^12 records. A client that does not know the SipHash key cannot choose
// records with better odds, and cannot learn the key: hashes never leave the process, and the
// `cached` flag reveals only that two records were equal. Storing the ids to compare them would
// take 4 bytes per token, hundreds of bytes per entry instead of 38, so the cache would hold a
// tenth of the entries or fewer.
//
// Usage, for each row of a call:
//
//   const Bits128 key = cache.Key(version, ids);
//   ScoreCache::LookupResult result = cache.Lookup(key, [&] { return ScoreCache::Waiter{...}; });
//   kHit:     result.logit is the row's logit.
//   kMiss:    Submit the row and call result.promise.Finish with the batcher's answer. If Submit
//             refuses the row, call Finish with that status or destroy the promise.
//   kPending: Another caller computes the key. One of the waiter's functions will be called: `done`
//             with the answer, or `compute` with the promise, to be handled as in kMiss. If the
//             call is cancelled first, call Leave.
#ifndef TXTSENTRY_CORE_CACHE_SCORE_CACHE_H_
#define TXTSENTRY_CORE_CACHE_SCORE_CACHE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/cache/sip_hash.h"

namespace txtsentry::cache {

struct ScoreCacheOptions {
  // Memory for cached results, including keys and all overhead. The arrays are allocated at the
  // start and never grow. At least kShardBytesMin per shard.
  int64_t bytes_max = int64_t{64} << 20;
  // Maximum number of waiters over all keys; a lookup beyond it computes the result itself. Waiters
  // and flights (which the caller's admission control bounds) do not count toward bytes_max.
  int64_t waiters_max = 65'536;
  // A power of two within [1, kShardsMax]. Each shard has its own lock.
  int shards = 16;
};

// Counters since the start, then gauges. Lookups = hits + misses + joins, and
// joins = shared + handovers + left + waiters.
struct ScoreCacheStats {
  int64_t hits = 0;
  int64_t misses = 0;         // Lookups that returned a promise.
  int64_t joins = 0;          // Lookups that became waiters.
  int64_t waits_refused = 0;  // Misses with a flight, because waiters_max was reached.
  int64_t overtakes = 0;      // Misses with a flight of lower priority.
  int64_t shared = 0;         // Waiters answered with a shared result or error.
  int64_t handovers = 0;      // Waiters that received the promise.
  int64_t left = 0;           // Waiters removed by Leave.
  int64_t insertions = 0;
  int64_t evictions = 0;
  int64_t entries = 0;
  int64_t entries_max = 0;
  int64_t bytes = 0;           // entries x kBytesAnEntry
  int64_t bytes_reserved = 0;  // Size of the arrays, at most bytes_max.
  int64_t flights = 0;         // Keys that are being computed.
  int64_t waiters = 0;
};

// True for a failure that concerns only one caller (its deadline, its cancellation, or lack of
// capacity or service) and not the row, so other callers must not receive it.
bool IsCallersOwn(absl::StatusCode code);

// Thread-safe. Must outlive every Promise that it returns.
class ScoreCache {
 public:
  static constexpr int kShardsMax = 256;
  static constexpr int64_t kShardBytesMin = 4096;
  static constexpr int64_t kBytesAnEntry = 38;  // Equals S3Fifo::kBytesAKey.

  // The obligation, and the exclusive right, to compute a key's result. Move-only; empty after a
  // move or Finish. Not thread-safe.
  class Promise {
   public:
    Promise() = default;
    Promise(Promise&& other) noexcept;
    Promise& operator=(Promise&& other) noexcept;
    // Calls Finish with Cancelled if the promise is held, so no waiter is left without an answer.
    ~Promise();

    bool held() const { return cache_ != nullptr; }

    // Fulfils the promise; does nothing if it is empty. A logit is cached and passed to every
    // waiter. A failure of the row is passed to every waiter; a failure of the caller
    // (IsCallersOwn) moves the promise to the oldest waiter. This thread calls the waiters without
    // holding a lock: before Finish returns, or, if a waiter's function called Finish, after that
    // function has returned. A chain of refusals is therefore a loop and not a recursion.
    void Finish(const absl::StatusOr<float>& logit);

   private:
    friend class ScoreCache;
    Promise(ScoreCache* cache, const Bits128& key, bool owns_flight)
        : cache_(cache), key_(key), owns_flight_(owns_flight) {}

    ScoreCache* cache_ = nullptr;
    Bits128 key_;
    // False if another promise for the key owns the flight; then no waiter depends on this one.
    bool owns_flight_ = false;
  };

  // Exactly one of the two functions is called, exactly once, unless Leave removes the waiter
  // first. They must not block.
  struct Waiter {
    std::function<void(absl::StatusOr<float>)> done;
    std::function<void(Promise)> compute;
    int rank = 0;  // Set by Lookup to its `rank`.
  };

  enum class Outcome { kHit, kMiss, kPending };
  struct LookupResult {
    Outcome outcome = Outcome::kHit;
    float logit = 0;     // For kHit.
    Promise promise;     // For kMiss.
    int64_t waiter = 0;  // For kPending: the argument of Leave.
  };

  // `sip_key` comes from RandomSipKey(); tests may use a fixed key. Returns InvalidArgument for
  // options out of range.
  static absl::StatusOr<std::unique_ptr<ScoreCache>> Create(const ScoreCacheOptions& options,
                                                            const Bits128& sip_key);
  // No promise may be held any more.
  ~ScoreCache();

  // `version` identifies everything but the ids that a logit depends on: the model, the engine and
  // its precision. A new version makes the results of the old one unreachable; later insertions
  // evict them, and Clear removes them at once. Does not allocate; takes about 2 ns per token.
  Bits128 Key(uint64_t version, absl::Span<const int32_t> ids) const;

  // Looks up a key. `make_waiter` is called without a lock, at most once, and only if the key is
  // being computed, so a hit allocates nothing; the waiter may remain unused. A caller whose `rank`
  // is lower than the rank of the flight is more urgent: it does not wait but computes the key
  // itself.
  LookupResult Lookup(const Bits128& key, absl::FunctionRef<Waiter()> make_waiter, int rank = 0);

  // Removes a waiter. Returns true if it was still waiting; then neither of its functions will be
  // called. Returns false if one of its functions has been or will be called.
  bool Leave(const Bits128& key, int64_t waiter);

  // Removes every cached result. Results in flight are cached when they arrive.
  void Clear();

  ScoreCacheStats stats() const;

 private:
  struct Flight;
  struct Shard;
  struct Delivery;  // A waiter removed from the table, and the argument for its function.

  ScoreCache(const ScoreCacheOptions& options, const Bits128& sip_key);

  Shard& ShardOf(const Bits128& key) const { return *shards_[key.low & (shards_.size() - 1)]; }
  // Lookup without waiting: returns nullopt if the caller must wait and `waiter` is empty.
  std::optional<LookupResult> TryLookup(const Bits128& key, std::optional<Waiter>& waiter,
                                        int rank);
  void Finish(const Bits128& key, bool owns_flight, const absl::StatusOr<float>& logit);
  static void Deliver(std::vector<Delivery> due);

  const int64_t waiters_max_;
  const Bits128 sip_key_;
  std::atomic<int64_t> waiters_{0};
  std::vector<std::unique_ptr<Shard>> shards_;  // Constant after construction.
};

}  // namespace txtsentry::cache

#endif  // TXTSENTRY_CORE_CACHE_SCORE_CACHE_H_
