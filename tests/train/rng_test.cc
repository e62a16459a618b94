#include "train/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace txtsentry::train {
namespace {

TEST(RngTest, MatchesTheReferenceSequence) {
  Rng rng(0);
  EXPECT_EQ(rng.Next(), 11091344671253066420u);
  EXPECT_EQ(rng.Next(), 13793997310169335082u);
  EXPECT_EQ(rng.Next(), 1900383378846508768u);
}

TEST(RngTest, BelowIsUniform) {
  Rng rng(7);
  std::array<int, 6> counts = {};
  for (int i = 0; i < 60'000; ++i) ++counts[rng.Below(6)];
  // The standard deviation of a count is 91.
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
}

TEST(RngTest, RangeIncludesBothEnds) {
  Rng rng(8);
  int low = 100, high = -100;
  for (int i = 0; i < 1000; ++i) {
    const int value = rng.Range(-3, 4);
    low = std::min(low, value);
    high = std::max(high, value);
  }
  EXPECT_EQ(low, -3);
  EXPECT_EQ(high, 4);
}

TEST(RngTest, ChanceMatchesThePercentage) {
  Rng rng(9);
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) hits += rng.Chance(30) ? 1 : 0;
  EXPECT_NEAR(hits, 3000, 250);
}

TEST(RngTest, ShuffleKeepsEveryValue) {
  Rng rng(10);
  std::vector<int> values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::vector<int> sorted = values;
  rng.Shuffle(values);
  EXPECT_NE(values, sorted);
  std::sort(values.begin(), values.end());
  EXPECT_EQ(values, sorted);
}

TEST(RngTest, CharactersComeFromTheAlphabet) {
  Rng rng(11);
  const std::string text = rng.Characters("xyz", 200);
  EXPECT_EQ(text.size(), 200u);
  EXPECT_EQ(text.find_first_not_of("xyz"), std::string::npos);
}

}  // namespace
}  // namespace txtsentry::train
