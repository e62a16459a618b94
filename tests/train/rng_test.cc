#include "train/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace txtsentry::train {
namespace {

TEST(RngTest, MatchesTheReferenceSequence) {
  Rng rng(0);
  EXPECT_EQ(rng.Next(), 11091344671253066420u);
  EXPECT_EQ(rng.Next(), 13793997310169335082u);
  EXPECT_EQ(rng.Next(), 1900383378846508768u);
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

TEST(RngTest, CharactersComeFromTheAlphabet) {
  Rng rng(11);
  const std::string text = rng.Characters("xyz", 200);
  EXPECT_EQ(text.size(), 200u);
  EXPECT_EQ(text.find_first_not_of("xyz"), std::string::npos);
}

}  // namespace
}  // namespace txtsentry::train
