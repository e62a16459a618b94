#include "core/schedule/row_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <vector>

#include "tests/support/random.h"

namespace txtsentry::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Priority kInteractive = Priority::kInteractive, kBulk = Priority::kBulk;

JobClass Of(Priority priority, uint64_t client, base::TimeUs deadline_us = base::kNever) {
  JobClass job_class;
  job_class.priority = priority;
  job_class.client = client;
  job_class.deadline_us = deadline_us;
  return job_class;
}

// The job numbers of all rows in the order in which they are removed at time 0.
std::vector<int64_t> JobsInOrder(RowQueue& queue) {
  std::vector<int64_t> jobs;
  std::vector<WaitingRow> expired;
  while (const auto row = queue.Pop(0, false, expired)) jobs.push_back(row->job);
  return jobs;
}

TEST(RowQueueTest, OrdersAClientsRowsByArrivalIfDeadlinesAreEqual) {
  RowQueue queue({});
  for (const int64_t job : {1, 2, 3}) queue.Add(job, Of(kInteractive, 7, 900), {10, 20});
  EXPECT_THAT(JobsInOrder(queue), ElementsAre(1, 1, 2, 2, 3, 3));
  EXPECT_FALSE(queue.Waits());
}

TEST(RowQueueTest, OrdersByEarliestDeadline) {
  RowQueue queue({});
  queue.Add(1, Of(kInteractive, 7), {10});
  queue.Add(2, Of(kInteractive, 7, 900), {10});
  queue.Add(3, Of(kInteractive, 8, 500), {10});
  queue.Add(4, Of(kInteractive, 9, 700), {10});
  EXPECT_THAT(JobsInOrder(queue), ElementsAre(3, 4, 2, 1));
}

TEST(RowQueueTest, ReturnsRowsPastTheirDeadlineAsExpiredOnly) {
  RowQueue queue({});
  queue.Add(1, Of(kBulk, 7, 100), {10, 20});
  queue.Add(2, Of(kInteractive, 7, 101), {10});
  std::vector<WaitingRow> expired;
  const auto row = queue.Pop(100, false, expired);
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->job, 2);
  ASSERT_EQ(expired.size(), 2u);
  EXPECT_EQ(expired[0].job, 1);
  EXPECT_EQ(queue.tokens(), 0);
}

TEST(RowQueueTest, PrioritiesShareTokensByWeightWhileBothWait) {
  RowQueueOptions options;
  options.interactive_share = 0.75;
  RowQueue queue(options);
  const std::vector<int64_t> rows(4000, 100);
  queue.Add(1, Of(kBulk, 1), rows);
  queue.Add(2, Of(kInteractive, 2), rows);
  std::map<int64_t, int> taken;
  std::vector<WaitingRow> expired;
  for (int i = 0; i < 4000; ++i) ++taken[queue.Pop(0, false, expired)->job];
  EXPECT_NEAR(taken[2], 3000, 5);
  EXPECT_NEAR(taken[1], 1000, 5);
}

TEST(RowQueueTest, AnIdlePrioritySavesUpNoShare) {
  RowQueue queue({});
  std::vector<WaitingRow> expired;
  queue.Add(1, Of(kBulk, 1), std::vector<int64_t>(1000, 100));
  for (int i = 0; i < 900; ++i) queue.Pop(0, false, expired);
  queue.Add(2, Of(kInteractive, 2), std::vector<int64_t>(1000, 100));
  std::map<int64_t, int> taken;
  for (int i = 0; i < 100; ++i) ++taken[queue.Pop(0, false, expired)->job];
  EXPECT_NEAR(taken[1], 20, 2);
}

TEST(RowQueueTest, ClientsShareTokensWhateverTheirRowsAndDeadlines) {
  RowQueue queue({});
  // One client floods with small urgent jobs, one has rows ten times as long, one has a single job.
  int64_t job = 0;
  for (int i = 0; i < 3000; ++i) queue.Add(++job, Of(kInteractive, 1, 1000), {100});
  for (int i = 0; i < 300; ++i) queue.Add(++job, Of(kInteractive, 2, 2000), {1000});
  queue.Add(++job, Of(kInteractive, 3), std::vector<int64_t>(3000, 100));
  std::vector<WaitingRow> expired;
  int64_t all = 0;
  std::map<int64_t, int64_t> of_client;
  while (all < 450'000) {
    const auto row = queue.Pop(0, false, expired);
    of_client[row->job <= 3000 ? 1 : row->job <= 3300 ? 2 : 3] += row->tokens;
    all += row->tokens;
  }
  for (const int64_t client : {1, 2, 3}) {
    EXPECT_NEAR(static_cast<double>(of_client[client]), 150'000.0,
                static_cast<double>(RowQueue::kQuantumTokens) + 1000)
        << client;
  }
}

TEST(RowQueueTest, ANewClientStartsLevelWithTheLeastServed) {
  RowQueue queue({});
  std::vector<WaitingRow> expired;
  queue.Add(1, Of(kInteractive, 1), std::vector<int64_t>(5000, 100));
  for (int i = 0; i < 2000; ++i) queue.Pop(0, false, expired);
  queue.Add(2, Of(kInteractive, 2), std::vector<int64_t>(5000, 100));
  int new_client = 0;
  for (int i = 0; i < 1000; ++i) new_client += queue.Pop(0, false, expired)->job == 2 ? 1 : 0;
  EXPECT_NEAR(new_client, 500, 90);
}

TEST(RowQueueTest, GivesOnlyShortRowsOnRequest) {
  RowQueueOptions options;
  options.long_row_tokens = 1000;
  RowQueue queue(options);
  std::vector<WaitingRow> expired;
  queue.Add(1, Of(kInteractive, 1, 500), {1000, 999, 5000});
  queue.Add(2, Of(kBulk, 1, 900), {10});
  EXPECT_EQ(queue.Pop(0, true, expired)->index, 1);
  EXPECT_EQ(queue.Pop(0, true, expired)->job, 2);
  EXPECT_FALSE(queue.Pop(0, true, expired).has_value());
  EXPECT_EQ(queue.Pop(0, false, expired)->index, 0);
  EXPECT_EQ(queue.Pop(0, false, expired)->index, 2);
}

TEST(RowQueueTest, RemovesAJobWithAllItsRows) {
  RowQueue queue({});
  queue.Add(1, Of(kInteractive, 1, 500), {10, 5000, 20});
  queue.Add(2, Of(kInteractive, 1), {30});
  std::vector<int64_t> removed;
  for (const WaitingRow& row : queue.Remove(1)) removed.push_back(row.index);
  EXPECT_THAT(removed, ElementsAre(0, 1, 2));
  EXPECT_THAT(queue.Remove(1), IsEmpty());
  EXPECT_THAT(JobsInOrder(queue), ElementsAre(2));
  EXPECT_EQ(queue.clients(), 0);
}

TEST(RowQueueTest, CountsTheTokensBeforeADeadline) {
  RowQueue queue({});
  const base::TimeUs width = RowQueue::kBucketUs;
  queue.Add(1, Of(kInteractive, 1, 1 * width), {100});
  queue.Add(2, Of(kInteractive, 1, 5 * width), {200});
  queue.Add(3, Of(kInteractive, 1), {400});
  queue.Add(4, Of(kBulk, 1, 1 * width), {800});
  EXPECT_EQ(queue.TokensBefore(kInteractive, 0), 0);
  EXPECT_EQ(queue.TokensBefore(kInteractive, 2 * width), 100);
  EXPECT_EQ(queue.TokensBefore(kInteractive, 6 * width), 300);
  EXPECT_EQ(queue.TokensBefore(kInteractive, base::kNever), 700);
}

// Every added row comes out exactly once, as taken, expired or removed; no row is taken after its
// deadline; the counts are right after every step.
TEST(RowQueueTest, EveryRowComesOutExactlyOnce) {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    test::Random random(seed);
    const auto below = [&random](int64_t bound) { return random.Between(0, bound - 1); };
    RowQueueOptions options;
    options.long_row_tokens = 300;
    RowQueue queue(options);
    std::map<std::pair<int64_t, int64_t>, WaitingRow> waiting;
    int64_t next_job = 1;
    base::TimeUs now = 0;
    const auto leave = [&](const WaitingRow& row) {
      EXPECT_EQ(waiting.erase({row.job, row.index}), 1u);
    };
    for (int step = 0; step < 3000; ++step) {
      now += below(50);
      const int64_t what = below(10);
      if (what < 3) {
        const JobClass job_class =
            Of(below(2) == 0 ? kInteractive : kBulk, static_cast<uint64_t>(below(5)),
               below(3) == 0 ? base::kNever : now + below(2000));
        std::vector<int64_t> tokens(static_cast<size_t>(below(6)));
        for (int64_t& t : tokens) t = 1 + below(600);
        queue.Add(next_job, job_class, tokens);
        for (size_t i = 0; i < tokens.size(); ++i) {
          const auto index = static_cast<int64_t>(i);
          waiting[{next_job, index}] = {next_job, index, tokens[i], job_class.deadline_us,
                                        job_class.priority};
        }
        ++next_job;
      } else if (what == 3) {
        for (const WaitingRow& row : queue.Remove(below(next_job))) {
          leave(row);
        }
      } else {
        std::vector<WaitingRow> expired;
        const bool short_only = below(3) == 0;
        const auto row = queue.Pop(now, short_only, expired);
        for (const WaitingRow& gone : expired) {
          EXPECT_LE(gone.deadline_us, now);
          leave(gone);
        }
        if (row.has_value()) {
          EXPECT_GT(row->deadline_us, now);
          if (short_only) {
            EXPECT_LT(row->tokens, options.long_row_tokens);
          }
          leave(*row);
        }
      }
      int64_t tokens = 0;
      for (const auto& entry : waiting) tokens += entry.second.tokens;
      ASSERT_EQ(queue.rows(), static_cast<int64_t>(waiting.size()));
      ASSERT_EQ(queue.tokens(), tokens);
      ASSERT_EQ(
          queue.TokensBefore(kInteractive, base::kNever) + queue.TokensBefore(kBulk, base::kNever),
          tokens);
    }
  }
}

}  // namespace
}  // namespace txtsentry::schedule
