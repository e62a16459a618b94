#include "core/cache/ghost_queue.h"

#include <gtest/gtest.h>

#include "tests/support/random.h"

namespace txtsentry::cache {
namespace {

Bits128 RandomKey(test::Random& random) { return {random.Next(), random.Next()}; }

TEST(GhostQueueTest, RemembersAKeyUntilItIsTaken) {
  GhostQueue ghost(100);
  test::Random random(1);
  const Bits128 key = RandomKey(random);
  EXPECT_FALSE(ghost.Take(key));
  ghost.Add(key);
  EXPECT_TRUE(ghost.Take(key));
  EXPECT_FALSE(ghost.Take(key));
}

TEST(GhostQueueTest, ForgetsAKeyAfterKeysMaxOthers) {
  test::Random random(2);
  for (const int64_t keys_max : {1, 4, 50}) {
    GhostQueue ghost(keys_max);
    const Bits128 key = RandomKey(random);
    ghost.Add(key);
    for (int64_t i = 0; i < keys_max; ++i) ghost.Add(RandomKey(random));
    EXPECT_FALSE(ghost.Take(key)) << keys_max;
  }
}

TEST(GhostQueueTest, RemembersNearlyAllRecentKeysAndNoOthers) {
  constexpr int64_t kKeysMax = 10'000;
  GhostQueue ghost(kKeysMax);
  test::Random adds(3);
  for (int64_t i = 0; i < 3 * kKeysMax; ++i) ghost.Add(RandomKey(adds));
  test::Random again(3);
  int64_t old_remembered = 0;
  int64_t late_remembered = 0;
  for (int64_t i = 0; i < 3 * kKeysMax; ++i) {
    const bool remembered = ghost.Take(RandomKey(again));
    if (i < 2 * kKeysMax) {
      old_remembered += remembered ? 1 : 0;
    } else if (i >= 5 * kKeysMax / 2) {
      late_remembered += remembered ? 1 : 0;
    }
  }
  EXPECT_EQ(old_remembered, 0);
  // At least 90% of the newer half must survive in four-way buckets.
  EXPECT_GT(late_remembered, kKeysMax / 2 * 9 / 10);
}

TEST(GhostQueueTest, ClearForgetsEveryKey) {
  GhostQueue ghost(10);
  ghost.Add({1, 2});
  ghost.Clear();
  EXPECT_FALSE(ghost.Take({1, 2}));
}

}  // namespace
}  // namespace txtsentry::cache
