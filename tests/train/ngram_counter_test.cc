#include "train/ngram_counter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace txtsentry::train {
namespace {

using testing::ElementsAre;

TEST(NgramCounterTest, OrdersByFrequencyThenByBytes) {
  NgramCounter counter;
  counter.Add("b");
  counter.Add("a");
  counter.Add("c c");
  const std::vector<std::string> vocabulary = counter.Vocabulary(10);
  EXPECT_THAT(vocabulary, ElementsAre("<pad>", "<unk>", "c", "a", "b"));
}

TEST(NgramCounterTest, KeepsTheMostFrequentUpToTheLimit) {
  NgramCounter counter;
  counter.Add("c c a");
  EXPECT_THAT(counter.Vocabulary(1), ElementsAre("<pad>", "<unk>", "c"));
}

TEST(NgramCounterTest, CountsTheTokenizersNgrams) {
  NgramCounter counter;
  counter.Add("\"AB\"");
  EXPECT_THAT(counter.Vocabulary(10), ElementsAre("<pad>", "<unk>", "ab", "a", "b"));
}

TEST(NgramCounterTest, ExcludesTheSpecialTokens) {
  NgramCounter counter;
  counter.Add("<pad> <unk>");
  const std::vector<std::string> vocabulary = counter.Vocabulary(1000);
  EXPECT_EQ(std::count(vocabulary.begin(), vocabulary.end(), "<pad>"), 1);
  EXPECT_EQ(std::count(vocabulary.begin(), vocabulary.end(), "<unk>"), 1);
}

}  // namespace
}  // namespace txtsentry::train
