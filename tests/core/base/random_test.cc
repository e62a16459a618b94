#include "core/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <thread>
#include <vector>

namespace txtsentry::base {
namespace {

TEST(RandomTest, SplitMix64GivesThePublishedSequence) {
  SplitMix64 random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317u);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
  EXPECT_EQ(random.Next(), 9817491932198370423u);
}

TEST(RandomTest, UnitIntervalIncludesZeroAndExcludesOne) {
  EXPECT_EQ(UnitInterval(0), 0);
  EXPECT_EQ(UnitInterval(uint64_t{1} << 63), 0.5);
  EXPECT_EQ(UnitInterval(~uint64_t{0}), 1 - 0x1p-53);
}

TEST(RandomTest, GivesTheSequenceOfXoshiro256StarStarSeededBySplitMix64) {
  Random random(0);
  EXPECT_EQ(random.Next(), 11091344671253066420u);
  EXPECT_EQ(random.Next(), 13793997310169335082u);
  EXPECT_EQ(random.Next(), 1900383378846508768u);
}

TEST(RandomTest, BelowIsUniform) {
  Random random(7);
  std::array<int, 6> counts = {};
  for (int i = 0; i < 60'000; ++i) ++counts[random.Below(6)];
  // The standard deviation of a count is 91.
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
}

TEST(RandomTest, ShuffleKeepsEveryValue) {
  Random random(10);
  std::vector<int> values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::vector<int> sorted = values;
  random.Shuffle(values);
  EXPECT_NE(values, sorted);
  std::sort(values.begin(), values.end());
  EXPECT_EQ(values, sorted);
}

TEST(RandomTest, RandomWordDiffersBetweenThreads) {
  uint64_t other = 0;
  std::thread([&other] { other = RandomWord(); }).join();
  EXPECT_NE(RandomWord(), other);
  EXPECT_NE(RandomWord(), RandomWord());
}

TEST(RandomTest, InRandomShareIsTrueForThatShare) {
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_TRUE(InRandomShare(1));
    EXPECT_FALSE(InRandomShare(0));
    hits += InRandomShare(0.3) ? 1 : 0;
  }
  // The standard deviation is 46.
  EXPECT_NEAR(hits, 3000, 300);
}

}  // namespace
}  // namespace txtsentry::base
