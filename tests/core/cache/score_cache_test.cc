#include "core/cache/score_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace txtsentry::cache {
namespace {

using ::testing::HasSubstr;
using Outcome = ScoreCache::Outcome;
using Turn = ScoreCache::Turn;

constexpr Bits128 kSipKey = {1, 2};

// One asker: what Ask said, and what its waiter has been called with since.
struct Asker {
  ScoreCache::Asked asked;
  std::vector<absl::StatusOr<float>> answers;
  std::vector<Turn> turns;
};

class ScoreCacheTest : public ::testing::Test {
 protected:
  ScoreCacheTest() { Make(ScoreCacheOptions()); }

  void Make(const ScoreCacheOptions& options) {
    cache_ = ScoreCache::Create(options, kSipKey).value();
  }

  std::unique_ptr<Asker> Ask(const Bits128& key) {
    auto asker = std::make_unique<Asker>();
    Asker* const a = asker.get();
    a->asked = cache_->Ask(key, [a] {
      return ScoreCache::Waiter{
          [a](absl::StatusOr<float> logit) { a->answers.push_back(std::move(logit)); },
          [a](Turn turn) { a->turns.push_back(std::move(turn)); }};
    });
    return asker;
  }

  Bits128 Key(const std::vector<int32_t>& ids, uint64_t version = 1) const {
    return cache_->Key(version, ids);
  }

  std::unique_ptr<ScoreCache> cache_;
};

TEST_F(ScoreCacheTest, TheFirstAskerGetsTheTurnAndLaterOnesItsResult) {
  const auto first = Ask(Key({1, 2}));
  ASSERT_EQ(first->asked.outcome, Outcome::kTurn);
  const auto second = Ask(Key({1, 2}));
  EXPECT_EQ(second->asked.outcome, Outcome::kWaits);
  first->asked.turn.Finish(0.5F);
  ASSERT_EQ(second->answers.size(), 1U);
  EXPECT_EQ(second->answers[0].value(), 0.5F);
  const auto third = Ask(Key({1, 2}));
  EXPECT_EQ(third->asked.outcome, Outcome::kHit);
  EXPECT_EQ(third->asked.logit, 0.5F);
  const ScoreCacheStats stats = cache_->stats();
  EXPECT_EQ(stats.misses, 1);
  EXPECT_EQ(stats.joins, 1);
  EXPECT_EQ(stats.shared, 1);
  EXPECT_EQ(stats.hits, 1);
  EXPECT_EQ(stats.insertions, 1);
  EXPECT_EQ(stats.entries, 1);
  EXPECT_EQ(stats.bytes, ScoreCache::kBytesAnEntry);
  EXPECT_EQ(stats.flights, 0);
  EXPECT_EQ(stats.waiters, 0);
}

TEST_F(ScoreCacheTest, KeysDifferInVersionIdsAndLength) {
  const std::vector<Bits128> keys = {Key({1, 2}),    Key({1, 2}, 2), Key({2, 1}), Key({1}),
                                     Key({1, 2, 0}), Key({}),        Key({0}),    Key({}, 0)};
  for (size_t i = 0; i < keys.size(); ++i) {
    for (size_t j = 0; j < keys.size(); ++j) EXPECT_EQ(keys[i] == keys[j], i == j) << i << " " << j;
  }
  EXPECT_TRUE(Key({1, 2}) == Key({1, 2}));
}

TEST_F(ScoreCacheTest, ANewVersionsResultsAreItsOwn) {
  Ask(Key({1}, 1))->asked.turn.Finish(1.0F);
  EXPECT_EQ(Ask(Key({1}, 2))->asked.outcome, Outcome::kTurn);
  EXPECT_EQ(Ask(Key({1}, 1))->asked.outcome, Outcome::kHit);
}

TEST_F(ScoreCacheTest, AnOwnersOwnFailureHandsTheWorkToTheWaiterThatWaitedLongest) {
  for (const absl::Status& status :
       {absl::DeadlineExceededError(""), absl::CancelledError(""), absl::ResourceExhaustedError(""),
        absl::UnavailableError("")}) {
    const Bits128 key = Key({static_cast<int32_t>(status.code())});
    const auto owner = Ask(key);
    const auto second = Ask(key);
    const auto third = Ask(key);
    owner->asked.turn.Finish(status);
    EXPECT_TRUE(second->answers.empty());
    ASSERT_EQ(second->turns.size(), 1U);
    EXPECT_TRUE(third->answers.empty());
    EXPECT_TRUE(third->turns.empty());
    second->turns[0].Finish(2.0F);
    ASSERT_EQ(third->answers.size(), 1U);
    EXPECT_EQ(third->answers[0].value(), 2.0F);
  }
  EXPECT_EQ(cache_->stats().handovers, 4);
}

TEST_F(ScoreCacheTest, AFailureOfTheRowItselfGoesToAllWhoAskedAndIsNotCached) {
  const auto owner = Ask(Key({1}));
  const auto waiter = Ask(Key({1}));
  owner->asked.turn.Finish(absl::InternalError("poisoned"));
  ASSERT_EQ(waiter->answers.size(), 1U);
  EXPECT_EQ(waiter->answers[0].status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Ask(Key({1}))->asked.outcome, Outcome::kTurn);
}

TEST_F(ScoreCacheTest, ATurnThatIsLetGoIsHandedOver) {
  auto owner = Ask(Key({1}));
  const auto waiter = Ask(Key({1}));
  owner.reset();
  EXPECT_EQ(waiter->turns.size(), 1U);
}

TEST_F(ScoreCacheTest, ATurnEndsOnceHoweverOftenItIsFinishedOrMoved) {
  auto owner = Ask(Key({1}));
  Turn moved = std::move(owner->asked.turn);
  EXPECT_FALSE(owner->asked.turn.held());
  owner->asked.turn.Finish(9.0F);
  const auto waiter = Ask(Key({1}));
  EXPECT_EQ(waiter->asked.outcome, Outcome::kWaits);
  moved.Finish(1.0F);
  moved.Finish(2.0F);
  ASSERT_EQ(waiter->answers.size(), 1U);
  EXPECT_EQ(Ask(Key({1}))->asked.logit, 1.0F);
}

TEST_F(ScoreCacheTest, WithoutWaitersAFailureLeavesNothingBehind) {
  Ask(Key({1}))->asked.turn.Finish(absl::CancelledError(""));
  EXPECT_EQ(cache_->stats().flights, 0);
  EXPECT_EQ(Ask(Key({1}))->asked.outcome, Outcome::kTurn);
}

TEST_F(ScoreCacheTest, WhoLeavesIsNotCalled) {
  const auto owner = Ask(Key({1}));
  const auto waiter = Ask(Key({1}));
  EXPECT_TRUE(cache_->Leave(Key({1}), waiter->asked.waiter));
  EXPECT_FALSE(cache_->Leave(Key({1}), waiter->asked.waiter));
  owner->asked.turn.Finish(1.0F);
  EXPECT_TRUE(waiter->answers.empty());
  EXPECT_TRUE(waiter->turns.empty());
  EXPECT_FALSE(cache_->Leave(Key({1}), waiter->asked.waiter));
  EXPECT_EQ(cache_->stats().left, 1);
}

TEST_F(ScoreCacheTest, OneWaiterTooManyComputesForItself) {
  ScoreCacheOptions options;
  options.waiters_max = 1;
  Make(options);
  const auto owner = Ask(Key({1}));
  const auto waiter = Ask(Key({1}));
  const auto alone = Ask(Key({1}));
  ASSERT_EQ(alone->asked.outcome, Outcome::kTurn);
  EXPECT_EQ(cache_->stats().waits_refused, 1);
  // Its failure is its own, its result is cached, and the one who waits is the owner's.
  alone->asked.turn.Finish(absl::InternalError(""));
  EXPECT_TRUE(waiter->answers.empty());
  owner->asked.turn.Finish(3.0F);
  EXPECT_EQ(waiter->answers.size(), 1U);
  EXPECT_EQ(Ask(Key({2}))->asked.outcome, Outcome::kTurn);
}

// Each waiter refuses in its very callback, as when the batcher drains: a loop, not a recursion
// that a stack would have to hold.
TEST_F(ScoreCacheTest, ALongRowOfRefusalsEnds) {
  ScoreCacheOptions options;
  options.waiters_max = 200'000;
  Make(options);
  const Bits128 key = Key({1});
  auto owner = Ask(key);
  int64_t refused = 0;
  for (int64_t i = 0; i < options.waiters_max; ++i) {
    const auto asked = cache_->Ask(key, [&refused] {
      return ScoreCache::Waiter{[](const absl::StatusOr<float>&) { FAIL(); },
                                [&refused](Turn turn) {
                                  ++refused;
                                  turn.Finish(absl::UnavailableError("draining"));
                                }};
    });
    ASSERT_EQ(asked.outcome, Outcome::kWaits);
  }
  owner->asked.turn.Finish(absl::UnavailableError("draining"));
  EXPECT_EQ(refused, options.waiters_max);
  EXPECT_EQ(cache_->stats().handovers, options.waiters_max);
  EXPECT_EQ(cache_->stats().flights, 0);
}

TEST_F(ScoreCacheTest, ClearForgetsWhatIsCachedAndNotWhatIsComing) {
  Ask(Key({1}))->asked.turn.Finish(1.0F);
  const auto owner = Ask(Key({2}));
  cache_->Clear();
  EXPECT_EQ(Ask(Key({1}))->asked.outcome, Outcome::kTurn);
  owner->asked.turn.Finish(2.0F);
  EXPECT_EQ(Ask(Key({2}))->asked.logit, 2.0F);
}

TEST_F(ScoreCacheTest, StaysWithinItsBytesAndCountsWhatItEvicts) {
  for (const int shards : {1, 8}) {
    ScoreCacheOptions options;
    options.shards = shards;
    options.bytes_max = shards * ScoreCache::kShardBytesMin;
    Make(options);
    for (int32_t i = 0; i < 5000; ++i) Ask(Key({i}))->asked.turn.Finish(static_cast<float>(i));
    const ScoreCacheStats stats = cache_->stats();
    EXPECT_LE(stats.bytes_reserved, options.bytes_max);
    EXPECT_LE(stats.bytes, options.bytes_max);
    EXPECT_EQ(stats.entries, stats.entries_max);
    EXPECT_EQ(stats.evictions, 5000 - stats.entries);
  }
}

TEST_F(ScoreCacheTest, RefusesOptionsOutOfRange) {
  const auto refused = [](const ScoreCacheOptions& options, const char* what) {
    const auto made = ScoreCache::Create(options, kSipKey);
    EXPECT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(made.status().message()), HasSubstr(what));
  };
  ScoreCacheOptions options;
  options.shards = 3;
  refused(options, "shards=3 are no power of two within [1, 256]");
  options.shards = 4;
  options.bytes_max = 4 * ScoreCache::kShardBytesMin - 1;
  refused(options, "bytes_max=16383 is not within [16384");
  options.bytes_max = 1 << 20;
  options.waiters_max = -1;
  refused(options, "waiters_max=-1 is below 0");
}

}  // namespace
}  // namespace txtsentry::cache
