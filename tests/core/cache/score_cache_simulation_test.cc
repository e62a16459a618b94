// Random arrivals, failures and cancellations against the result cache: whatever happens, every
// asker is answered exactly once, with the right value, and no key is computed twice at a time.
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
using Turn = ScoreCache::Turn;

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
    for (size_t i = 0; i < answers_.size(); ++i) ASSERT_EQ(answers_[i], 1) << "asker " << i;
    EXPECT_EQ(cache_->stats().flights, 0);
    EXPECT_EQ(cache_->stats().waiters, 0);
  }

 private:
  struct Computing {
    int64_t asker = 0;
    int32_t record = 0;
    bool leads = false;
    Turn turn;
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
    const auto asker = static_cast<int64_t>(answers_.size());
    answers_.push_back(0);
    auto asked = cache_->Ask(KeyOf(record), [this, asker, record] {
      return ScoreCache::Waiter{[this, asker, record](const absl::StatusOr<float>& logit) {
                                  ASSERT_EQ(waiting_.erase(asker), 1U);
                                  Answer(asker, record, logit);
                                },
                                [this, asker, record](Turn turn) {
                                  ASSERT_EQ(waiting_.erase(asker), 1U);
                                  Compute(asker, record, std::move(turn), /*leads=*/true);
                                }};
    });
    switch (asked.outcome) {
      case Outcome::kHit:
        Answer(asker, record, asked.logit);
        break;
      case Outcome::kWaits:
        waiting_[asker] = {record, asked.waiter};
        break;
      case Outcome::kTurn: {
        const bool refused = cache_->stats().waits_refused > refused_;
        refused_ += refused ? 1 : 0;
        Compute(asker, record, std::move(asked.turn), !refused);
        break;
      }
    }
  }

  void Compute(int64_t asker, int32_t record, Turn turn, bool leads) {
    if (!failures_stop_ && random_.Between(0, 9) == 0) {
      // Refused on the spot, from within the waiter's callback too.
      ++answers_[asker];
      turn.Finish(absl::ResourceExhaustedError("full"));
      return;
    }
    if (leads) {
      ASSERT_TRUE(led_.insert(record).second) << "record " << record << " is computed twice";
    }
    computing_.push_back({asker, record, leads, std::move(turn)});
  }

  void FinishOne() {
    if (computing_.empty()) return;
    const int64_t i = random_.Between(0, static_cast<int64_t>(computing_.size()) - 1);
    Computing one = std::move(computing_[i]);
    computing_.erase(computing_.begin() + i);
    if (one.leads) led_.erase(one.record);
    ++answers_[one.asker];
    switch (failures_stop_ ? 9 : random_.Between(0, 9)) {
      case 0:
        one.turn.Finish(absl::DeadlineExceededError("late"));
        break;
      case 1:
        one.turn.Finish(absl::CancelledError("gone"));
        break;
      case 2:
        one.turn.Finish(absl::InternalError("poisoned"));
        break;
      case 3:
        break;  // Let go.
      default:
        one.turn.Finish(LogitOf(one.record));
    }
  }

  void LeaveOne() {
    if (waiting_.empty()) return;
    auto one = waiting_.begin();
    std::advance(one, random_.Between(0, static_cast<int64_t>(waiting_.size()) - 1));
    const auto [asker, waiting] = *one;
    waiting_.erase(one);
    ASSERT_TRUE(cache_->Leave(KeyOf(waiting.record), waiting.waiter));
    ++answers_[asker];
  }

  void Answer(int64_t asker, int32_t record, const absl::StatusOr<float>& logit) {
    ++answers_[asker];
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
    ASSERT_EQ(stats.flights, static_cast<int64_t>(led_.size()));
    ASSERT_LE(stats.entries, stats.entries_max);
  }

  test::Random random_;
  std::unique_ptr<ScoreCache> cache_;
  std::vector<int> answers_;  // By asker.
  std::vector<Computing> computing_;
  std::map<int64_t, Waiting> waiting_;  // By asker.
  std::set<int32_t> led_;               // Records that someone computes for all.
  int64_t refused_ = 0;
  bool failures_stop_ = false;
};

TEST(ScoreCacheSimulationTest, EveryAskerIsAnsweredExactlyOnce) {
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
