// Whole answers by the record they are of: text, owner name, and the classifier that gave them. In
// front of the cache of results (core/cache/score_cache.h), which knows token ids only, it spares a
// record that comes again its tokens, its verdict and all of the way through the batcher, which
// together take longer than a call through gRPC.
//
// Keys are keyed hashes as there, and what is said there of their collisions holds here. No text is
// kept.
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

// Counts since the start, then levels.
struct RecordCacheStats {
  int64_t hits = 0;
  int64_t misses = 0;
  int64_t evictions = 0;
  int64_t entries = 0;
  int64_t bytes = 0;           // Of the entries there are.
  int64_t bytes_reserved = 0;  // Of the arrays, at most bytes_max.
};

// Thread-safe.
class RecordCache {
 public:
  static constexpr int64_t kBytesMin = 1 << 18;

  // The arrays take at most `bytes_max` and are resident from the start. `sip_key` is
  // cache::RandomSipKey()'s; a test's may be fixed. InvalidArgument below kBytesMin.
  static absl::StatusOr<std::unique_ptr<RecordCache>> Create(int64_t bytes_max,
                                                             const cache::Bits128& sip_key);
  ~RecordCache();

  // `version` stands for all but the record that an answer depends on.
  cache::Bits128 Key(uint64_t version, const Record& record) const;

  // Fills in what Add was given, with `cached` set. False when it is not known; then `result` is as
  // it was.
  bool Find(const cache::Bits128& key, Result& result);

  // Keeps an answer: one without an error.
  void Add(const cache::Bits128& key, const Result& result);

  RecordCacheStats stats() const;

 private:
  struct Answer;
  struct Shard;

  RecordCache(int64_t bytes_max, const cache::Bits128& sip_key);

  Shard& ShardOf(const cache::Bits128& key) const {
    return *shards_[key.low & (shards_.size() - 1)];
  }
  // The one copy of a name; they are few, and kept for ever.
  const std::string* Intern(const std::string& name);

  const cache::Bits128 sip_key_;
  std::vector<std::unique_ptr<Shard>> shards_;  // Constant after construction.

  base::Mutex names_mu_;
  std::unordered_set<std::string> names_ ABSL_GUARDED_BY(names_mu_);
};

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_RECORD_CACHE_H_
