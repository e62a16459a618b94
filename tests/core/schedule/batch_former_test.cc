#include "core/schedule/batch_former.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/support/random.h"

namespace txtsentry::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

BatchFormerOptions Options(int64_t rows_max, int64_t padded_tokens_max) {
  BatchFormerOptions options;
  options.rows_max = rows_max;
  options.padded_tokens_max = padded_tokens_max;
  options.window_rows = 8 * rows_max;
  return options;
}

std::vector<int64_t> Indices(const std::vector<WaitingRow>& rows) {
  std::vector<int64_t> indices;
  for (const WaitingRow& row : rows) indices.push_back(row.index);
  return indices;
}

int64_t Longest(const std::vector<WaitingRow>& rows) {
  int64_t longest = 0;
  for (const WaitingRow& row : rows) longest = std::max(longest, row.tokens);
  return longest;
}

TEST(BatchFormerTest, ASingleRowIsTakenAtOnce) {
  BatchFormer former(Options(64, 1000));
  former.Add({1, 0, 50});
  EXPECT_THAT(Indices(former.Next(0, 1).rows), ElementsAre(0));
  EXPECT_FALSE(former.Waits());
}

TEST(BatchFormerTest, ReportsWhyNoFurtherRowJoined) {
  const auto reason = [](const BatchFormerOptions& options, const std::vector<int64_t>& tokens,
                         int takers) {
    BatchFormer former(options);
    for (const int64_t t : tokens) former.Add({1, former.waiting_rows(), t});
    return former.Next(0, takers).reason;
  };
  EXPECT_EQ(reason(Options(8, 10'000), {10, 20}, 1), CloseReason::kNoneWaited);
  EXPECT_EQ(reason(Options(2, 10'000), {10, 10, 10}, 1), CloseReason::kRows);
  EXPECT_EQ(reason(Options(8, 100), {40, 40, 40}, 1), CloseReason::kTokens);
  EXPECT_EQ(reason(Options(8, 10'000), {40, 40, 40, 40}, 2), CloseReason::kShare);
  EXPECT_EQ(reason(Options(8, 10'000), {40, 900}, 1), CloseReason::kLength);
}

TEST(BatchFormerTest, GivesNoBatchWhenEmpty) {
  BatchFormer former(Options(64, 1000));
  const auto batch = former.Next(0, 1);
  EXPECT_THAT(batch.rows, IsEmpty());
  EXPECT_THAT(batch.expired, IsEmpty());
}

TEST(BatchFormerTest, TakesTheRowsNearestInLengthToTheOldest) {
  BatchFormer former(Options(3, 100'000));
  for (const int64_t tokens : {100, 900, 105, 30, 98, 1000}) {
    former.Add({1, former.waiting_rows(), tokens});
  }
  EXPECT_THAT(Indices(former.Next(0, 1).rows), ElementsAre(0, 2, 4));
  EXPECT_THAT(Indices(former.Next(0, 1).rows), ElementsAre(1, 5));
  EXPECT_THAT(Indices(former.Next(0, 1).rows), ElementsAre(3));
}

TEST(BatchFormerTest, ARowLargerThanTheBudgetRunsAlone) {
  BatchFormer former(Options(8, 1000));
  former.Add({1, 0, 5000});
  former.Add({1, 1, 5000});
  EXPECT_THAT(Indices(former.Next(0, 1).rows), ElementsAre(0));
  EXPECT_THAT(Indices(former.Next(0, 1).rows), ElementsAre(1));
}

TEST(BatchFormerTest, LeavesAnEqualShareToTheOtherFreeWorkers) {
  BatchFormer former(Options(64, 100'000));
  for (int i = 0; i < 10; ++i) former.Add({1, i, 100});
  EXPECT_EQ(former.Next(0, 2).rows.size(), 5u);
  EXPECT_EQ(former.Next(0, 1).rows.size(), 5u);
}

TEST(BatchFormerTest, ExpiredRowsAreNotComputed) {
  BatchFormer former(Options(64, 100'000));
  former.Add({1, 0, 10, /*deadline_us=*/100});
  former.Add({2, 1, 10, /*deadline_us=*/101});
  former.Add({3, 2, 10});
  const auto batch = former.Next(/*now_us=*/100, 1);
  EXPECT_THAT(Indices(batch.expired), ElementsAre(0));
  EXPECT_THAT(Indices(batch.rows), ElementsAre(1, 2));
  EXPECT_EQ(former.waiting_tokens(), 0);
}

TEST(BatchFormerTest, RemoveTakesOnlyTheJobsRows) {
  BatchFormer former(Options(64, 100'000));
  former.Add({1, 0, 10});
  former.Add({2, 1, 20});
  former.Add({1, 2, 30});
  EXPECT_THAT(Indices(former.Remove(1)), ElementsAre(0, 2));
  EXPECT_EQ(former.waiting_tokens(), 20);
  EXPECT_THAT(former.Remove(1), IsEmpty());
  EXPECT_THAT(Indices(former.Next(0, 1).rows), ElementsAre(1));
}

// Invariants for any input: every row is removed exactly once, batches stay within their limits,
// the oldest row is always in the next batch, and rows of a job in one batch keep their order.
TEST(BatchFormerTest, EveryRowIsRemovedOnceAndBatchesStayWithinLimits) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    test::Random random(seed);
    const BatchFormerOptions options = Options(random.Between(1, 40), random.Between(50, 20'000));
    BatchFormer former(options);
    std::map<std::pair<int64_t, int64_t>, WaitingRow> waiting;
    std::vector<std::pair<int64_t, int64_t>> arrival;
    std::set<std::pair<int64_t, int64_t>> left;
    base::TimeUs now = 0;
    const auto leave = [&](const WaitingRow& row) {
      ASSERT_TRUE(left.insert({row.job, row.index}).second) << "a row left twice";
      ASSERT_EQ(waiting.erase({row.job, row.index}), 1u);
    };
    for (int step = 0; step < 400; ++step) {
      now += random.Between(0, 50);
      for (int64_t n = random.Between(0, 12); n > 0; --n) {
        const int64_t length = random.Between(0, 9) == 0 ? 20'000 : random.Between(1, 600);
        const base::TimeUs deadline =
            random.Between(0, 3) == 0 ? now + random.Between(1, 300) : base::kNever;
        const WaitingRow row = {random.Between(1, 9), static_cast<int64_t>(arrival.size()), length,
                                deadline};
        former.Add(row);
        waiting[{row.job, row.index}] = row;
        arrival.emplace_back(row.job, row.index);
      }
      if (random.Between(0, 20) == 0) {
        for (const WaitingRow& row : former.Remove(random.Between(1, 9))) leave(row);
      }
      const auto batch = former.Next(now, static_cast<int>(random.Between(1, 4)));
      for (const WaitingRow& row : batch.expired) {
        ASSERT_LE(row.deadline_us, now);
        leave(row);
      }
      if (batch.rows.empty()) continue;
      const auto oldest = std::find_if(arrival.begin(), arrival.end(),
                                       [&](const auto& key) { return waiting.count(key) > 0; });
      ASSERT_EQ(std::make_pair(batch.rows[0].job, batch.rows[0].index), *oldest);
      const auto rows = static_cast<int64_t>(batch.rows.size());
      ASSERT_LE(rows, options.rows_max);
      ASSERT_TRUE(rows == 1 || Longest(batch.rows) * rows <= options.padded_tokens_max);
      ASSERT_TRUE(std::is_sorted(batch.rows.begin(), batch.rows.end(),
                                 [](const auto& a, const auto& b) { return a.index < b.index; }));
      for (const WaitingRow& row : batch.rows) {
        ASSERT_GT(row.deadline_us, now);
        leave(row);
      }
    }
    while (former.Waits()) {
      const auto batch = former.Next(now, 1);
      for (const WaitingRow& row : batch.rows) leave(row);
      for (const WaitingRow& row : batch.expired) leave(row);
    }
    EXPECT_TRUE(waiting.empty());
    EXPECT_EQ(left.size(), arrival.size());
    EXPECT_EQ(former.waiting_tokens(), 0);
  }
}

TEST(BatchFormerTest, ALongRowAmongShortOnesDoesNotStarve) {
  BatchFormer former(Options(8, 4000));
  for (int i = 0; i < 7; ++i) former.Add({1, i, 20});
  former.Add({2, 7, 3900});
  for (int round = 0; round < 2; ++round) {
    // Short rows keep arriving; the long row is behind seven rows and ahead of these.
    for (int i = 0; i < 50; ++i) former.Add({3, 100 + i, 20});
    if (former.Next(0, 1).rows[0].index == 7) SUCCEED();
  }
  EXPECT_THAT(former.Remove(2), IsEmpty());
}

TEST(BatchFormerTest, GroupingByLengthLeavesLittlePadding) {
  // Lengths as in real zones: most records are short, a few long keys.
  test::Random random(5);
  BatchFormerOptions options = Options(64, 32'768);
  options.window_rows = 1024;
  BatchFormer former(options);
  int64_t tokens = 0;
  int64_t padded = 0;
  for (int i = 0; i < 20'000; ++i) {
    const int64_t length =
        random.Between(0, 9) == 0 ? random.Between(600, 1300) : random.Between(30, 400);
    former.Add({1, i, length});
    if (former.waiting_rows() < 1024) continue;
    const auto batch = former.Next(0, 1);
    for (const WaitingRow& row : batch.rows) tokens += row.tokens;
    padded += Longest(batch.rows) * static_cast<int64_t>(batch.rows.size());
  }
  const double ratio = static_cast<double>(padded) / static_cast<double>(tokens);
  RecordProperty("padded_over_real_tokens", std::to_string(ratio));
  EXPECT_LT(ratio, 1.15);
}

}  // namespace
}  // namespace txtsentry::schedule
