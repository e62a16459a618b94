#include "train/length_batches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "train/rng.h"

namespace txtsentry::train {
namespace {

std::vector<int64_t> RandomLengths(int rows) {
  Rng rng(4);
  std::vector<int64_t> lengths;
  for (int i = 0; i < rows; ++i) lengths.push_back(rng.Range(1, 900));
  return lengths;
}

TEST(LengthBatchesTest, ContainsEveryRowOnce) {
  for (const int rows : {0, 1, 7, 8, 9, 1000}) {
    std::vector<bool> seen(static_cast<size_t>(rows), false);
    for (const auto& batch : LengthBatches(RandomLengths(rows), 8, 1)) {
      EXPECT_LE(batch.size(), 8u);
      EXPECT_FALSE(batch.empty());
      for (const int32_t row : batch) {
        EXPECT_FALSE(seen[static_cast<size_t>(row)]);
        seen[static_cast<size_t>(row)] = true;
      }
    }
    EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](bool value) { return value; })) << rows;
  }
}

TEST(LengthBatchesTest, GroupsRowsOfSimilarLength) {
  const std::vector<int64_t> lengths = RandomLengths(2000);
  int64_t padding = 0, tokens = 0;
  for (const auto& batch : LengthBatches(lengths, 32, 1)) {
    int64_t longest = 0;
    for (const int32_t row : batch) longest = std::max(longest, lengths[static_cast<size_t>(row)]);
    for (const int32_t row : batch) {
      padding += longest - lengths[static_cast<size_t>(row)];
      tokens += lengths[static_cast<size_t>(row)];
    }
  }
  EXPECT_LT(padding * 20, tokens);
}

TEST(LengthBatchesTest, IsDeterministicForASeed) {
  const std::vector<int64_t> lengths = RandomLengths(500);
  EXPECT_EQ(LengthBatches(lengths, 16, 3), LengthBatches(lengths, 16, 3));
  EXPECT_NE(LengthBatches(lengths, 16, 3), LengthBatches(lengths, 16, 4));
}

}  // namespace
}  // namespace txtsentry::train
