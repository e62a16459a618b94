// Logits by the token ids they were computed from and the model that computed them, and a table of
// those that are being computed, so that equal records which arrive together are scored once.
//
// Keys. A key is SipHash-2-4-128 of the model's version and the ids, under a key of 128 random bits
// that each process draws and never shows. Two different records are taken for one only if their
// hashes collide: after n records of a process's life with a chance of n^2 / 2^129, 2^-49 after a
// million million. Who does not know the SipHash key cannot choose records with better odds than
// that, and cannot learn it: hashes never leave the process, and whether an answer was cached says
// only that two records were equal. The alternative, keeping the ids to compare them, would be 4
// bytes a token, hundreds of bytes an entry instead of 38, and so a tenth of the entries or less.
//
// Wiring, for each row of a call:
//
//   const Bits128 key = cache.Key(version, ids);
//   ScoreCache::Asked asked = cache.Ask(key, [&] { return ScoreCache::Waiter{...}; });
//   kHit:   asked.logit is the row's.
//   kTurn:  submit the row; when the batcher answers it, asked.turn.Finish(logit or status). When
//           Submit refuses, Finish with that status, or let go of the turn.
//   kWaits: one of the waiter's two functions will be called: `done` with the row's answer, or
//           `compute` with the turn, as in kTurn. When the call is cancelled before, Leave.
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
  // Of the cached results, keys and all overhead: the arrays are resident from the start and never
  // grow. At least kShardBytesMin a shard.
  int64_t bytes_max = int64_t{64} << 20;
  // Askers that wait for a result another is computing, all keys together; one more computes for
  // itself. They and the turns under way (bounded by what the caller admits) are not in bytes_max.
  int64_t waiters_max = 65'536;
  // A power of two within [1, kShardsMax]. Each has a lock of its own.
  int shards = 16;
};

// Counts since the start, then levels. asks = hits + misses + joins, and
// joins = shared + handovers + left + waiters.
struct ScoreCacheStats {
  int64_t hits = 0;
  int64_t misses = 0;         // Askers that got the turn to compute.
  int64_t joins = 0;          // Askers that waited for another's result.
  int64_t waits_refused = 0;  // Of the misses: another was computing, but waiters_max was reached.
  int64_t overtakes = 0;      // Of the misses: another was computing, but less urgently.
  int64_t shared = 0;         // Waiters answered with another's result, an error included.
  int64_t handovers = 0;      // Waiters that were given the turn.
  int64_t left = 0;           // Waiters that left.
  int64_t insertions = 0;
  int64_t evictions = 0;
  int64_t entries = 0;
  int64_t entries_max = 0;
  int64_t bytes = 0;           // Of the entries there are: entries x kBytesAnEntry.
  int64_t bytes_reserved = 0;  // Of the arrays, at most bytes_max.
  int64_t flights = 0;         // Keys being computed.
  int64_t waiters = 0;
};

// True for a failure that is the asker's own (its deadline, its cancellation, no room or no service
// for it) and says nothing of the row, so that another who asked must not be given it.
bool IsAskersOwn(absl::StatusCode code);

// Thread-safe. Outlives every Turn that it gave.
class ScoreCache {
 public:
  static constexpr int kShardsMax = 256;
  static constexpr int64_t kShardBytesMin = 4096;
  static constexpr int64_t kBytesAnEntry = 38;  // S3Fifo::kBytesAKey

  // The duty, and the only right, to compute a key's result. Movable; empty after a move or Finish.
  // One thread at a time.
  class Turn {
   public:
    Turn() = default;
    Turn(Turn&& other) noexcept;
    Turn& operator=(Turn&& other) noexcept;
    // As Finish with Cancelled where it still is held: nobody is left waiting.
    ~Turn();

    bool held() const { return cache_ != nullptr; }

    // Ends the turn; nothing when it is not held. A logit is cached and every waiter gets it. A
    // failure of the row's own goes to every waiter; one that is the asker's own (IsAskersOwn)
    // gives the turn to the waiter that waited longest. Waiters are called by this thread under no
    // lock: before Finish returns, or, when Finish is called by a waiter's function, once that has
    // returned, so that a long row of refusals is a loop and no recursion.
    void Finish(const absl::StatusOr<float>& logit);

   private:
    friend class ScoreCache;
    Turn(ScoreCache* cache, const Bits128& key, bool leads)
        : cache_(cache), key_(key), leads_(leads) {}

    ScoreCache* cache_ = nullptr;
    Bits128 key_;
    bool leads_ = false;  // False where another leads, too: nobody waits for this one.
  };

  // Exactly one of the two is called, once, unless Leave says that neither will be. They must not
  // block.
  struct Waiter {
    std::function<void(absl::StatusOr<float>)> done;
    std::function<void(Turn)> compute;
    int rank = 0;  // As in Ask, which sets it.
  };

  enum class Outcome { kHit, kTurn, kWaits };
  struct Asked {
    Outcome outcome = Outcome::kHit;
    float logit = 0;     // kHit
    Turn turn;           // kTurn
    int64_t waiter = 0;  // kWaits: the number for Leave.
  };

  // `sip_key` is RandomSipKey()'s; a test's may be fixed. InvalidArgument for options out of range.
  static absl::StatusOr<std::unique_ptr<ScoreCache>> Create(const ScoreCacheOptions& options,
                                                            const Bits128& sip_key);
  // No turn may be held any more.
  ~ScoreCache();

  // `version` stands for everything but the ids that a logit depends on: the model, and the engine
  // with its precision. A new version makes the old one's results unreachable; they leave as others
  // come in, or at once by Clear. Allocates nothing; some 2 ns a token.
  Bits128 Key(uint64_t version, absl::Span<const int32_t> ids) const;

  // What is known of a key. `make_waiter` is called, under no lock, at most once and only when a
  // result is on its way, so that a hit allocates nothing; the waiter may still go unused. An asker
  // whose `rank` is below that of the one who computes is more urgent and does not wait for it, but
  // computes beside it.
  Asked Ask(const Bits128& key, absl::FunctionRef<Waiter()> make_waiter, int rank = 0);

  // True when the waiter was waiting: it no longer is and neither of its functions will be called.
  // False when it has been called, or will be: its result or its turn is on the way.
  bool Leave(const Bits128& key, int64_t waiter);

  // Forgets every cached result. Those being computed are cached when they come.
  void Clear();

  ScoreCacheStats stats() const;

 private:
  struct Flight;
  struct Shard;
  struct Delivery;  // A waiter that is off the table, and what it is to be called with.

  ScoreCache(const ScoreCacheOptions& options, const Bits128& sip_key);

  Shard& ShardOf(const Bits128& key) const { return *shards_[key.low & (shards_.size() - 1)]; }
  // Everything of Ask but the waiting: nothing when the asker has to wait and gave no waiter yet.
  std::optional<Asked> TryAsk(const Bits128& key, std::optional<Waiter>& waiter, int rank);
  void Finish(const Bits128& key, bool leads, const absl::StatusOr<float>& logit);
  static void Deliver(std::vector<Delivery> due);

  const int64_t waiters_max_;
  const Bits128 sip_key_;
  std::atomic<int64_t> waiters_{0};
  std::vector<std::unique_ptr<Shard>> shards_;  // Constant after construction.
};

}  // namespace txtsentry::cache

#endif  // TXTSENTRY_CORE_CACHE_SCORE_CACHE_H_
