// Whatever the order of asking, finishing, failing and leaving, every caller is answered exactly
// once and the counts add up. A step is two bytes: what is done, and to which.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "core/cache/score_cache.h"

namespace {

using txtsentry::cache::Bits128;
using txtsentry::cache::ScoreCache;
using txtsentry::cache::ScoreCacheOptions;
using txtsentry::cache::ScoreCacheStats;

void Require(bool condition) {
  if (!condition) std::abort();
}

class Run {
 public:
  Run() {
    ScoreCacheOptions options;
    options.shards = 1;
    options.bytes_max = ScoreCache::kShardBytesMin;
    options.waiters_max = 8;
    cache_ = ScoreCache::Create(options, {1, 2}).value();
  }

  void Step(uint8_t what, uint8_t which) {
    if (what < 128) {
      Lookup(what % 4 == 0 ? which : which % 8);
    } else if (what < 232) {
      Finish(what % 4, which);
    } else if (what < 254) {
      Leave(which);
    } else {
      cache_->Clear();
    }
    Check();
  }

  void End() {
    while (!promises_.empty()) Finish(0, 0);
    Check();
    Require(waiting_.empty());
    Require(cache_->stats().flights == 0);
    for (const int answers : answers_) Require(answers == 1);
  }

 private:
  struct Held {
    size_t caller = 0;
    uint8_t record = 0;
    ScoreCache::Promise promise;
  };

  Bits128 KeyOf(uint8_t record) const {
    const int32_t id = record;
    return cache_->Key(1, {&id, 1});
  }

  void Lookup(uint8_t record) {
    const size_t caller = answers_.size();
    answers_.push_back(0);
    auto result = cache_->Lookup(KeyOf(record), [this, caller, record] {
      return ScoreCache::Waiter{[this, caller, record](const absl::StatusOr<float>& logit) {
                                  Require(waiting_.erase(caller) == 1);
                                  Require(!logit.ok() || *logit == record);
                                  ++answers_[caller];
                                },
                                [this, caller, record](ScoreCache::Promise promise) {
                                  Require(waiting_.erase(caller) == 1);
                                  Take({caller, record, std::move(promise)});
                                }};
    });
    if (result.outcome == ScoreCache::Outcome::kMiss) {
      Take({caller, record, std::move(result.promise)});
    } else if (result.outcome == ScoreCache::Outcome::kPending) {
      waiting_[caller] = {KeyOf(record), result.waiter};
    } else {
      Require(result.logit == record);
      ++answers_[caller];
    }
  }

  // Every fifth caller is refused at once, in the waiter's callback where it is called from one.
  void Take(Held held) {
    if (held.caller % 5 == 4) {
      ++answers_[held.caller];
      held.promise.Finish(absl::UnavailableError("draining"));
    } else {
      promises_.push_back(std::move(held));
    }
  }

  void Finish(int how, uint8_t which) {
    if (promises_.empty()) return;
    const size_t i = which % promises_.size();
    Held held = std::move(promises_[i]);
    promises_.erase(promises_.begin() + static_cast<int64_t>(i));
    ++answers_[held.caller];
    if (how == 1) held.promise.Finish(absl::DeadlineExceededError("late"));
    if (how == 2) held.promise.Finish(absl::InternalError("poisoned"));
    if (how == 0) held.promise.Finish(held.record);
  }

  void Leave(uint8_t which) {
    if (waiting_.empty()) return;
    auto one = waiting_.begin();
    for (size_t i = which % waiting_.size(); i > 0; --i) ++one;
    Require(cache_->Leave(one->second.first, one->second.second));
    ++answers_[one->first];
    waiting_.erase(one);
  }

  void Check() const {
    const ScoreCacheStats stats = cache_->stats();
    Require(stats.hits + stats.misses + stats.joins == static_cast<int64_t>(answers_.size()));
    Require(stats.joins == stats.shared + stats.handovers + stats.left + stats.waiters);
    Require(stats.waiters == static_cast<int64_t>(waiting_.size()));
    Require(stats.flights <= static_cast<int64_t>(promises_.size()));
    Require(stats.bytes <= ScoreCache::kShardBytesMin);
  }

  std::unique_ptr<ScoreCache> cache_;
  std::vector<int> answers_;  // By caller.
  std::vector<Held> promises_;
  std::map<size_t, std::pair<Bits128, int64_t>> waiting_;  // By caller: key, waiter.
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Run run;
  for (size_t i = 0; i + 1 < size; i += 2) run.Step(data[i], data[i + 1]);
  run.End();
  return 0;
}
