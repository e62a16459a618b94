// Record cache: whole results, keyed by text, owner name and classifier version. It is asked before
// the score cache (core/cache/score_cache.h), which is keyed by token ids. A hit saves tokenizing,
// judging and batching, which together take longer than a gRPC call.
//
// Keys are keyed hashes; score_cache.h describes their collisions. Texts are not stored.
#ifndef TXTSENTRY_CORE_PIPELINE_RECORD_CACHE_H_
#define TXTSENTRY_CORE_PIPELINE_RECORD_CACHE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "core/base/mutex.h"
#include "core/cache/sip_hash.h"
#include "core/pipeline/record.h"

namespace txtsentry::pipeline {

// Counters since the start; from `entries` on, current values.
struct RecordCacheStats {
  int64_t hits = 0;
  int64_t misses = 0;
  int64_t evictions = 0;
  int64_t entries = 0;
  int64_t bytes = 0;           // Bytes of the current entries.
  int64_t bytes_reserved = 0;  // Bytes of the arrays, at most bytes_max.
};

// Thread-safe.
class RecordCache {
 public:
  static constexpr int64_t kBytesMin = 1 << 18;

  // The arrays take at most `bytes_max` and are resident from the start. `sip_key` comes from
  // cache::RandomSipKey(); tests may use a fixed one. InvalidArgument below kBytesMin.
  static absl::StatusOr<std::unique_ptr<RecordCache>> Create(int64_t bytes_max,
                                                             const cache::Bits128& sip_key);
  ~RecordCache();

  // `version` identifies everything but the record that a result depends on.
  cache::Bits128 Key(uint64_t version, const Record& record) const;

  // Fills in a stored result and sets `cached`. Returns false and leaves `result` unchanged on a
  // miss.
  bool Find(const cache::Bits128& key, Result& result);

  // Stores a result, which must not be an error.
  void Add(const cache::Bits128& key, const Result& result);

  RecordCacheStats stats() const;

 private:
  struct Answer;
  struct Shard;

  RecordCache(int64_t bytes_max, const cache::Bits128& sip_key);

  Shard& ShardOf(const cache::Bits128& key) const {
    return *shards_[key.low & (shards_.size() - 1)];
  }
  // Returns the shared copy of a name. Names are few and are never freed.
  const std::string* Intern(const std::string& name);

  const cache::Bits128 sip_key_;
  std::vector<std::unique_ptr<Shard>> shards_;  // Constant after construction.

  base::Mutex names_mu_;
  std::unordered_set<std::string> names_ ABSL_GUARDED_BY(names_mu_);
};

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_RECORD_CACHE_H_
