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
using Promise = ScoreCache::Promise;

constexpr Bits128 kSipKey = {1, 2};

// The result of one Lookup, and the arguments of its waiter's calls since.
struct Caller {
  ScoreCache::LookupResult result;
  std::vector<absl::StatusOr<float>> answers;
  std::vector<Promise> promises;
};

class ScoreCacheTest : public ::testing::Test {
 protected:
  ScoreCacheTest() { Make(ScoreCacheOptions()); }

  void Make(const ScoreCacheOptions& options) {
    cache_ = ScoreCache::Create(options, kSipKey).value();
  }

  std::unique_ptr<Caller> Lookup(const Bits128& key) {
    auto caller = std::make_unique<Caller>();
    Caller* const a = caller.get();
    a->result = cache_->Lookup(key, [a] {
      return ScoreCache::Waiter{
          [a](absl::StatusOr<float> logit) { a->answers.push_back(std::move(logit)); },
          [a](Promise promise) { a->promises.push_back(std::move(promise)); }};
    });
    return caller;
  }

  Bits128 Key(const std::vector<int32_t>& ids, uint64_t version = 1) const {
    return cache_->Key(version, ids);
  }

  std::unique_ptr<ScoreCache> cache_;
};

TEST_F(ScoreCacheTest, FirstLookupComputesAndLaterOnesGetItsResult) {
  const auto first = Lookup(Key({1, 2}));
  ASSERT_EQ(first->result.outcome, Outcome::kMiss);
  const auto second = Lookup(Key({1, 2}));
  EXPECT_EQ(second->result.outcome, Outcome::kPending);
  first->result.promise.Finish(0.5F);
  ASSERT_EQ(second->answers.size(), 1U);
  EXPECT_EQ(second->answers[0].value(), 0.5F);
  const auto third = Lookup(Key({1, 2}));
  EXPECT_EQ(third->result.outcome, Outcome::kHit);
  EXPECT_EQ(third->result.logit, 0.5F);
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

TEST_F(ScoreCacheTest, VersionsDoNotShareResults) {
  Lookup(Key({1}, 1))->result.promise.Finish(1.0F);
  EXPECT_EQ(Lookup(Key({1}, 2))->result.outcome, Outcome::kMiss);
  EXPECT_EQ(Lookup(Key({1}, 1))->result.outcome, Outcome::kHit);
}

TEST_F(ScoreCacheTest, CallerFailureMovesThePromiseToTheOldestWaiter) {
  for (const absl::Status& status :
       {absl::DeadlineExceededError(""), absl::CancelledError(""), absl::ResourceExhaustedError(""),
        absl::UnavailableError("")}) {
    const Bits128 key = Key({static_cast<int32_t>(status.code())});
    const auto owner = Lookup(key);
    const auto second = Lookup(key);
    const auto third = Lookup(key);
    owner->result.promise.Finish(status);
    EXPECT_TRUE(second->answers.empty());
    ASSERT_EQ(second->promises.size(), 1U);
    EXPECT_TRUE(third->answers.empty());
    EXPECT_TRUE(third->promises.empty());
    second->promises[0].Finish(2.0F);
    ASSERT_EQ(third->answers.size(), 1U);
    EXPECT_EQ(third->answers[0].value(), 2.0F);
  }
  EXPECT_EQ(cache_->stats().handovers, 4);
}

TEST_F(ScoreCacheTest, RowFailureReachesEveryWaiterAndIsNotCached) {
  const auto owner = Lookup(Key({1}));
  const auto waiter = Lookup(Key({1}));
  owner->result.promise.Finish(absl::InternalError("poisoned"));
  ASSERT_EQ(waiter->answers.size(), 1U);
  EXPECT_EQ(waiter->answers[0].status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Lookup(Key({1}))->result.outcome, Outcome::kMiss);
}

TEST_F(ScoreCacheTest, DroppedPromiseMovesToAWaiter) {
  auto owner = Lookup(Key({1}));
  const auto waiter = Lookup(Key({1}));
  owner.reset();
  EXPECT_EQ(waiter->promises.size(), 1U);
}

TEST_F(ScoreCacheTest, PromiseFinishesOnlyOnce) {
  auto owner = Lookup(Key({1}));
  Promise moved = std::move(owner->result.promise);
  EXPECT_FALSE(owner->result.promise.held());
  owner->result.promise.Finish(9.0F);
  const auto waiter = Lookup(Key({1}));
  EXPECT_EQ(waiter->result.outcome, Outcome::kPending);
  moved.Finish(1.0F);
  moved.Finish(2.0F);
  ASSERT_EQ(waiter->answers.size(), 1U);
  EXPECT_EQ(Lookup(Key({1}))->result.logit, 1.0F);
}

TEST_F(ScoreCacheTest, FailureWithoutWaitersEndsTheFlight) {
  Lookup(Key({1}))->result.promise.Finish(absl::CancelledError(""));
  EXPECT_EQ(cache_->stats().flights, 0);
  EXPECT_EQ(Lookup(Key({1}))->result.outcome, Outcome::kMiss);
}

TEST_F(ScoreCacheTest, RemovedWaiterIsNotCalled) {
  const auto owner = Lookup(Key({1}));
  const auto waiter = Lookup(Key({1}));
  EXPECT_TRUE(cache_->Leave(Key({1}), waiter->result.waiter));
  EXPECT_FALSE(cache_->Leave(Key({1}), waiter->result.waiter));
  owner->result.promise.Finish(1.0F);
  EXPECT_TRUE(waiter->answers.empty());
  EXPECT_TRUE(waiter->promises.empty());
  EXPECT_FALSE(cache_->Leave(Key({1}), waiter->result.waiter));
  EXPECT_EQ(cache_->stats().left, 1);
}

TEST_F(ScoreCacheTest, LookupBeyondWaitersMaxComputes) {
  ScoreCacheOptions options;
  options.waiters_max = 1;
  Make(options);
  const auto owner = Lookup(Key({1}));
  const auto waiter = Lookup(Key({1}));
  const auto alone = Lookup(Key({1}));
  ASSERT_EQ(alone->result.outcome, Outcome::kMiss);
  EXPECT_EQ(cache_->stats().waits_refused, 1);
  // This failure reaches nobody else; the waiter belongs to the owner of the flight.
  alone->result.promise.Finish(absl::InternalError(""));
  EXPECT_TRUE(waiter->answers.empty());
  owner->result.promise.Finish(3.0F);
  EXPECT_EQ(waiter->answers.size(), 1U);
  EXPECT_EQ(Lookup(Key({2}))->result.outcome, Outcome::kMiss);
}

// Each waiter refuses inside its callback, as when the batcher drains. The cache must loop, because
// recursion would overflow the stack.
TEST_F(ScoreCacheTest, RefusalsInWaiterCallbacksDoNotRecurse) {
  ScoreCacheOptions options;
  options.waiters_max = 200'000;
  Make(options);
  const Bits128 key = Key({1});
  auto owner = Lookup(key);
  int64_t refused = 0;
  for (int64_t i = 0; i < options.waiters_max; ++i) {
    const auto result = cache_->Lookup(key, [&refused] {
      return ScoreCache::Waiter{[](const absl::StatusOr<float>&) { FAIL(); },
                                [&refused](Promise promise) {
                                  ++refused;
                                  promise.Finish(absl::UnavailableError("draining"));
                                }};
    });
    ASSERT_EQ(result.outcome, Outcome::kPending);
  }
  owner->result.promise.Finish(absl::UnavailableError("draining"));
  EXPECT_EQ(refused, options.waiters_max);
  EXPECT_EQ(cache_->stats().handovers, options.waiters_max);
  EXPECT_EQ(cache_->stats().flights, 0);
}

TEST_F(ScoreCacheTest, ClearKeepsFlights) {
  Lookup(Key({1}))->result.promise.Finish(1.0F);
  const auto owner = Lookup(Key({2}));
  cache_->Clear();
  EXPECT_EQ(Lookup(Key({1}))->result.outcome, Outcome::kMiss);
  owner->result.promise.Finish(2.0F);
  EXPECT_EQ(Lookup(Key({2}))->result.logit, 2.0F);
}

TEST_F(ScoreCacheTest, StaysWithinBytesMaxAndCountsEvictions) {
  for (const int shards : {1, 8}) {
    ScoreCacheOptions options;
    options.shards = shards;
    options.bytes_max = shards * ScoreCache::kShardBytesMin;
    Make(options);
    for (int32_t i = 0; i < 5000; ++i)
      Lookup(Key({i}))->result.promise.Finish(static_cast<float>(i));
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
