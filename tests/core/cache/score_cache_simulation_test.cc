// Simulates random arrivals, failures and cancellations: every caller must be answered exactly once
// with the right value, and no key may have two flights.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "core/cache/score_cache.h"
#include "tests/support/random.h"

namespace txtsentry::cache {
namespace {

using Outcome = ScoreCache::Outcome;
using Promise = ScoreCache::Promise;

class Simulation {
 public:
  Simulation(uint64_t seed, const ScoreCacheOptions& options)
      : random_(seed), cache_(ScoreCache::Create(options, {seed, 7}).value()) {}

  void Run(int steps) {
    for (int i = 0; i < steps && !::testing::Test::HasFatalFailure(); ++i) {
      Step();
      CheckCounts();
    }
    failures_stop_ = true;
    while (!computing_.empty()) FinishOne();
    CheckCounts();
    for (size_t i = 0; i < answers_.size(); ++i) ASSERT_EQ(answers_[i], 1) << "caller " << i;
    EXPECT_EQ(cache_->stats().flights, 0);
    EXPECT_EQ(cache_->stats().waiters, 0);
  }

 private:
  struct Computing {
    int64_t caller = 0;
    int32_t record = 0;
    bool owns_flight = false;
    Promise promise;
  };
  struct Waiting {
    int32_t record = 0;
    int64_t waiter = 0;
  };

  static float LogitOf(int32_t record) { return static_cast<float>(record) * 0.25F; }
  Bits128 KeyOf(int32_t record) const { return cache_->Key(1, {&record, 1}); }

  void Step() {
    const int64_t die = random_.Between(0, 99);
    if (die < 55) {
      Arrive();
    } else if (die < 90) {
      FinishOne();
    } else if (die < 99) {
      LeaveOne();
    } else {
      cache_->Clear();
    }
  }

  void Arrive() {
    const auto record =
        static_cast<int32_t>(std::min(random_.Between(0, 400), random_.Between(0, 400)));
    const auto caller = static_cast<int64_t>(answers_.size());
    answers_.push_back(0);
    auto result = cache_->Lookup(KeyOf(record), [this, caller, record] {
      return ScoreCache::Waiter{[this, caller, record](const absl::StatusOr<float>& logit) {
                                  ASSERT_EQ(waiting_.erase(caller), 1U);
                                  Answer(caller, record, logit);
                                },
                                [this, caller, record](Promise promise) {
                                  ASSERT_EQ(waiting_.erase(caller), 1U);
                                  Compute(caller, record, std::move(promise), /*owns_flight=*/true);
                                }};
    });
    switch (result.outcome) {
      case Outcome::kHit:
        Answer(caller, record, result.logit);
        break;
      case Outcome::kPending:
        waiting_[caller] = {record, result.waiter};
        break;
      case Outcome::kMiss: {
        const bool refused = cache_->stats().waits_refused > refused_;
        refused_ += refused ? 1 : 0;
        Compute(caller, record, std::move(result.promise), !refused);
        break;
      }
    }
  }

  void Compute(int64_t caller, int32_t record, Promise promise, bool owns_flight) {
    if (!failures_stop_ && random_.Between(0, 9) == 0) {
      // Refuse at once, also when called from a waiter's function.
      ++answers_[caller];
      promise.Finish(absl::ResourceExhaustedError("full"));
      return;
    }
    if (owns_flight) {
      ASSERT_TRUE(owned_.insert(record).second) << "record " << record << " is computed twice";
    }
    computing_.push_back({caller, record, owns_flight, std::move(promise)});
  }

  void FinishOne() {
    if (computing_.empty()) return;
    const int64_t i = random_.Between(0, static_cast<int64_t>(computing_.size()) - 1);
    Computing one = std::move(computing_[i]);
    computing_.erase(computing_.begin() + i);
    if (one.owns_flight) owned_.erase(one.record);
    ++answers_[one.caller];
    switch (failures_stop_ ? 9 : random_.Between(0, 9)) {
      case 0:
        one.promise.Finish(absl::DeadlineExceededError("late"));
        break;
      case 1:
        one.promise.Finish(absl::CancelledError("gone"));
        break;
      case 2:
        one.promise.Finish(absl::InternalError("poisoned"));
        break;
      case 3:
        break;  // The promise is destroyed.
      default:
        one.promise.Finish(LogitOf(one.record));
    }
  }

  void LeaveOne() {
    if (waiting_.empty()) return;
    auto one = waiting_.begin();
    std::advance(one, random_.Between(0, static_cast<int64_t>(waiting_.size()) - 1));
    const auto [caller, waiting] = *one;
    waiting_.erase(one);
    ASSERT_TRUE(cache_->Leave(KeyOf(waiting.record), waiting.waiter));
    ++answers_[caller];
  }

  void Answer(int64_t caller, int32_t record, const absl::StatusOr<float>& logit) {
    ++answers_[caller];
    if (logit.ok()) {
      ASSERT_EQ(*logit, LogitOf(record));
    } else {
      ASSERT_EQ(logit.status().code(), absl::StatusCode::kInternal);
    }
  }

  void CheckCounts() const {
    const ScoreCacheStats stats = cache_->stats();
    ASSERT_EQ(stats.hits + stats.misses + stats.joins, static_cast<int64_t>(answers_.size()));
    ASSERT_EQ(stats.joins, stats.shared + stats.handovers + stats.left + stats.waiters);
    ASSERT_EQ(stats.waiters, static_cast<int64_t>(waiting_.size()));
    ASSERT_EQ(stats.flights, static_cast<int64_t>(owned_.size()));
    ASSERT_LE(stats.entries, stats.entries_max);
  }

  test::Random random_;
  std::unique_ptr<ScoreCache> cache_;
  std::vector<int> answers_;  // Indexed by caller.
  std::vector<Computing> computing_;
  std::map<int64_t, Waiting> waiting_;  // Keyed by caller.
  std::set<int32_t> owned_;             // Records with a flight.
  int64_t refused_ = 0;
  bool failures_stop_ = false;
};

TEST(ScoreCacheSimulationTest, AnswersEveryCallerExactlyOnce) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    ScoreCacheOptions options;
    options.shards = 1 << seed % 3;
    options.bytes_max = options.shards * ScoreCache::kShardBytesMin;
    options.waiters_max = seed % 4 == 0 ? 3 : 1000;
    Simulation(seed, options).Run(3000);
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
}

}  // namespace
}  // namespace txtsentry::cache
