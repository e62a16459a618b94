#include "core/schedule/batcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "core/engine/reference_engine.h"
#include "tests/core/schedule/batcher_harness.h"
#include "tests/support/random_model.h"

namespace txtsentry::schedule {
namespace {

using ::testing::HasSubstr;

// Real engine that blocks while the test's gate is closed, and that refuses some ids.
class GatedEngine final : public engine::Engine {
 public:
  static constexpr int32_t kPoison = 13;

  explicit GatedEngine(const engine::Engine& engine) : engine_(engine) {}

  engine::EngineInfo info() const override { return engine_.info(); }
  engine::BatchShape batch_shape() const override { return engine_.batch_shape(); }
  absl::Status Score(const engine::RaggedBatch& batch, absl::Span<float> logits) const override {
    {
      const base::MutexLock lock(mu_);
      ++entered_;
      changed_.NotifyAll();
      while (closed_) changed_.Wait(mu_);
    }
    for (const int32_t id : batch.ids) {
      if (id == kPoison) return absl::InternalError("poisoned");
    }
    return engine_.Score(batch, logits);
  }

  void Close() {
    const base::MutexLock lock(mu_);
    closed_ = true;
  }
  void Open() {
    const base::MutexLock lock(mu_);
    closed_ = false;
    changed_.NotifyAll();
  }
  // Blocks until Score has been called `calls` times in total.
  void WaitForEntered(int calls) const {
    const base::MutexLock lock(mu_);
    while (entered_ < calls) changed_.Wait(mu_);
  }

 private:
  const engine::Engine& engine_;
  mutable base::Mutex mu_;
  mutable base::CondVar changed_;
  mutable int entered_ ABSL_GUARDED_BY(mu_) = 0;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
};

class BatcherTest : public ::testing::Test {
 protected:
  BatcherTest()
      : engine_(engine::MakeReferenceEngine(test::RandomWeights(3, {100, 8, 8})).value()),
        gate_(*engine_) {
    options_.dispatch.admission.workers = 1;
  }

  std::unique_ptr<Batcher> Make() { return Batcher::Create(gate_, clock_, options_).value(); }

  static Job JobOf(const test::OwnedBatch& batch) {
    Job job;
    job.ids = batch.ids;
    job.offsets = batch.offsets;
    job.bytes = static_cast<int64_t>(batch.ids.size());
    return job;
  }
  static Job OneRow(std::vector<int32_t> ids) {
    test::OwnedBatch batch;
    batch.AddRow(ids);
    return JobOf(batch);
  }
  std::vector<float> Expected(const test::OwnedBatch& batch) const {
    std::vector<float> logits(batch.offsets.size() - 1);
    EXPECT_TRUE(engine_->Score(batch.view(), absl::MakeSpan(logits)).ok());
    return logits;
  }

  FakeClock clock_;
  std::unique_ptr<engine::Engine> engine_;
  GatedEngine gate_;
  BatcherOptions options_;
};

TEST_F(BatcherTest, JobsFromManyThreadsGetTheirRowsInOrder) {
  options_.dispatch.admission.workers = 3;
  options_.dispatch.former.rows_max = 5;
  options_.dispatch.former.window_rows = 20;
  const auto batcher = Make();
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (uint64_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      test::Random random(100 + t);
      for (int i = 0; i < 60; ++i) {
        auto batch = test::RandomBatch(random, random.Between(1, 12), 20, 100);
        for (int32_t& id : batch.ids) id += id == GatedEngine::kPoison ? 1 : 0;
        const auto expected = Expected(batch);
        const JobResult result = Submit(*batcher, JobOf(batch)).get();
        for (size_t r = 0; r < expected.size(); ++r) {
          if (!result[r].ok() || *result[r] != expected[r]) ++wrong;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  const BatcherStats stats = batcher->stats();
  EXPECT_EQ(stats.rows_accepted, stats.rows_scored);
}

TEST_F(BatcherTest, AJobWithoutRowsIsAnsweredAtOnce) {
  const auto batcher = Make();
  test::OwnedBatch nothing;
  auto result = Submit(*batcher, JobOf(nothing));
  EXPECT_TRUE(result.get().empty());
}

TEST_F(BatcherTest, RowsOfDifferentJobsShareABatch) {
  const auto batcher = Make();
  gate_.Close();
  auto first = Submit(*batcher, OneRow({1}));
  gate_.WaitForEntered(1);
  auto second = Submit(*batcher, OneRow({2, 3}));
  auto third = Submit(*batcher, OneRow({4, 5, 6}));
  gate_.Open();
  first.get();
  second.get();
  third.get();
  batcher->Drain();
  EXPECT_EQ(batcher->stats().batches, 2);
}

// A batcher whose cost model has learned 10 us per token.
class SubmitterTest : public BatcherTest {
 protected:
  SubmitterTest() : batcher_(Make()) {
    gate_.Close();
    auto learned = Submit(*batcher_, OneRow(std::vector<int32_t>(3000, 1)));
    gate_.WaitForEntered(1);
    clock_.Set(30'000);
    gate_.Open();
    learned.get();
  }

  static Job Lone(int64_t tokens) {
    Job job = OneRow(std::vector<int32_t>(tokens, 1));
    job.job_class.submitter_may_compute = true;
    return job;
  }

  // Whether this thread computes the job.
  bool IsMine(Job job) {
    std::promise<std::thread::id> who;
    EXPECT_TRUE(batcher_
                    ->Submit(std::move(job),
                             [&who](const JobResult& result) {
                               EXPECT_TRUE(result[0].ok()) << result[0].status();
                               who.set_value(std::this_thread::get_id());
                             })
                    .ok());
    return who.get_future().get() == std::this_thread::get_id();
  }

  const std::unique_ptr<Batcher> batcher_;
};

TEST_F(SubmitterTest, ComputesASingleShortRow) {
  EXPECT_TRUE(IsMine(Lone(50)));
  batcher_->Drain();
  const BatcherStats stats = batcher_->stats();
  EXPECT_EQ(stats.rows_accepted, 2);
  EXPECT_EQ(stats.rows_scored, 2);
  EXPECT_EQ(stats.tokens, 3050);
  EXPECT_EQ(batcher_->load().rows, 0);
}

TEST_F(SubmitterTest, DoesNotComputeWithoutPermissionOrLongRows) {
  EXPECT_FALSE(IsMine(OneRow({1})));
  EXPECT_FALSE(IsMine(Lone(51)));
  Job two = Lone(1);
  two.ids.push_back(2);
  two.offsets.push_back(2);
  EXPECT_FALSE(IsMine(std::move(two)));
}

TEST_F(SubmitterTest, DoesNotComputeWhileOtherRowsAreInProgress) {
  gate_.Close();
  auto other = Submit(*batcher_, OneRow({1}));
  gate_.WaitForEntered(2);
  auto mine = Submit(*batcher_, Lone(1));  // Would block at the gate.
  gate_.Open();
  other.get();
  mine.get();
}

TEST_F(BatcherTest, SubmitterComputesNothingBeforeTheCostIsKnown) {
  const auto batcher = Make();
  gate_.Close();
  Job lone = OneRow({1});
  lone.job_class.submitter_may_compute = true;
  auto waits = Submit(*batcher, std::move(lone));  // Would block at the gate.
  gate_.Open();
  EXPECT_TRUE(waits.get()[0].ok());
}

TEST_F(BatcherTest, LimitsOfRowsTokensAndBytesAreExact) {
  options_.dispatch.admission.rows_max = 4;
  options_.dispatch.admission.tokens_max = 10;
  options_.dispatch.admission.bytes_max = 100;
  const auto batcher = Make();
  gate_.Close();
  auto under_way = Submit(*batcher, OneRow({1, 2, 3, 4}));
  const auto refused = [&](Job job, const char* what) {
    const auto accepted = batcher->Submit(std::move(job), [](const JobResult&) { FAIL(); });
    EXPECT_EQ(accepted.status().code(), absl::StatusCode::kResourceExhausted);
    EXPECT_THAT(std::string(accepted.status().message()), HasSubstr(what));
  };
  test::OwnedBatch four_rows;
  for (int i = 0; i < 4; ++i) four_rows.AddRow({1});
  refused(JobOf(four_rows), "rows=1 under way and 4 more exceed rows_max=4");
  refused(OneRow({1, 2, 3, 4, 5, 6, 7}), "tokens=4 under way and 7 more exceed tokens_max=10");
  Job heavy = OneRow({1});
  heavy.bytes = 97;
  refused(std::move(heavy), "bytes=4 under way and 97 more exceed bytes_max=100");

  // Refusals have no effect: a job that fits is accepted.
  Job fits = OneRow({1, 2, 3, 4, 5, 6});
  fits.bytes = 96;
  auto taken = Submit(*batcher, std::move(fits));
  gate_.Open();
  under_way.get();
  taken.get();
  batcher->Drain();
  EXPECT_EQ(batcher->stats().rows_rejected, 6);
}

TEST_F(BatcherTest, AnAnsweredJobNoLongerCountsTowardsLimits) {
  options_.dispatch.admission.rows_max = 1;
  const auto batcher = Make();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(Submit(*batcher, OneRow({1})).get()[0].ok());
}

TEST_F(BatcherTest, ARowIsNotComputedIfItsDeadlinePassesInTheQueue) {
  const auto batcher = Make();
  gate_.Close();
  auto first = Submit(*batcher, OneRow({1}));
  gate_.WaitForEntered(1);
  Job late = OneRow({2});
  late.job_class.deadline_us = 50;
  auto expired = Submit(*batcher, std::move(late));
  clock_.Set(50);
  gate_.Open();
  EXPECT_EQ(expired.get()[0].status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(first.get()[0].ok());
  batcher->Drain();
  EXPECT_EQ(batcher->stats().rows_expired, 1);
  EXPECT_EQ(batcher->stats().tokens, 1);
  EXPECT_EQ(batcher->stats().tokens_saved, 1);
}

TEST_F(BatcherTest, ReportsHowLongARowWaited) {
  const auto batcher = Make();
  gate_.Close();
  clock_.Set(100);
  auto computed_at_once = SubmitAndTellWait(*batcher, OneRow({1}));
  gate_.WaitForEntered(1);
  auto waits = SubmitAndTellWait(*batcher, OneRow({2}));
  clock_.Set(400);
  gate_.Open();
  EXPECT_EQ(computed_at_once.get(), 0);
  EXPECT_EQ(waits.get(), 300);
}

TEST_F(BatcherTest, RefusesAJobThatIsPredictedToFinishLate) {
  const auto batcher = Make();
  const std::vector<int32_t> thousand(1000, 1);
  gate_.Close();
  auto lesson = Submit(*batcher, OneRow(thousand));
  gate_.WaitForEntered(1);
  clock_.Set(40'000);  // 40 us a token.
  gate_.Open();
  lesson.get();
  while (batcher->load().tokens_per_second == 0) std::this_thread::yield();
  EXPECT_NEAR(batcher->load().tokens_per_second, 25'000, 1);

  gate_.Close();
  auto under_way = Submit(*batcher, OneRow(thousand));
  gate_.WaitForEntered(2);
  Job late = OneRow({1});
  late.job_class.deadline_us = clock_.NowUs() + 10'000;
  const auto refused = batcher->Submit(std::move(late), [](const JobResult&) { FAIL(); });
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("deadline in 10000 us"));
  EXPECT_EQ(batcher->stats().rows_late, 1);

  Job in_time = OneRow({1});
  in_time.job_class.deadline_us = clock_.NowUs() + 100'000;
  auto accepted = Submit(*batcher, std::move(in_time));
  gate_.Open();
  EXPECT_TRUE(accepted.get()[0].ok());
  EXPECT_TRUE(under_way.get()[0].ok());
}

TEST_F(BatcherTest, RefusesAJobWhoseDeadlineHasPassed) {
  const auto batcher = Make();
  clock_.Set(100);
  Job dead = OneRow({1});
  dead.job_class.deadline_us = 100;
  const auto refused = batcher->Submit(std::move(dead), [](const JobResult&) { FAIL(); });
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(BatcherTest, AnInteractiveJobOvertakesBulkJobs) {
  options_.dispatch.former.rows_max = 1;
  options_.dispatch.former.window_rows = 1;
  const auto batcher = Make();
  gate_.Close();
  auto first = Submit(*batcher, OneRow({1}));
  gate_.WaitForEntered(1);
  std::atomic<int> bulk_done{0}, bulk_before{-1};
  for (int i = 0; i < 100; ++i) {
    Job bulk = OneRow({1, 2, 3});
    bulk.job_class.priority = Priority::kBulk;
    ASSERT_TRUE(batcher->Submit(std::move(bulk), [&](const JobResult&) { ++bulk_done; }).ok());
  }
  ASSERT_TRUE(
      batcher->Submit(OneRow({1, 2, 3}), [&](const JobResult&) { bulk_before = bulk_done.load(); })
          .ok());
  gate_.Open();
  batcher->Drain();
  EXPECT_EQ(bulk_done, 100);
  EXPECT_LE(bulk_before, 2);
}

TEST_F(BatcherTest, ACancelledJobIsAnsweredAtOnceAndItsWaitingRowsAreNotComputed) {
  const auto batcher = Make();
  gate_.Close();
  auto first = Submit(*batcher, OneRow({1}));
  gate_.WaitForEntered(1);
  int64_t number = 0;
  auto cancelled = Submit(*batcher, OneRow({2, 3}), &number);
  batcher->Cancel(number);
  EXPECT_EQ(cancelled.get()[0].status().code(), absl::StatusCode::kCancelled);
  batcher->Cancel(number);  // Once more does nothing.
  gate_.Open();
  EXPECT_TRUE(first.get()[0].ok());
  batcher->Drain();
  EXPECT_EQ(batcher->stats().rows_cancelled, 1);
  EXPECT_EQ(batcher->stats().tokens, 1);
  EXPECT_EQ(batcher->stats().tokens_saved, 2);
}

TEST_F(BatcherTest, ARowThatTheEngineRefusesDoesNotFailTheOthers) {
  const auto batcher = Make();
  gate_.Close();
  auto first = Submit(*batcher, OneRow({1}));
  gate_.WaitForEntered(1);
  test::OwnedBatch rows;
  rows.AddRow({1, 2});
  rows.AddRow({1, GatedEngine::kPoison});
  rows.AddRow({3, 4});
  auto mixed = Submit(*batcher, JobOf(rows));
  gate_.Open();
  const JobResult result = mixed.get();
  EXPECT_TRUE(result[0].ok());
  EXPECT_EQ(result[1].status().code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(result[2].ok());
  batcher->Drain();
  EXPECT_EQ(batcher->stats().rows_failed, 1);
}

TEST_F(BatcherTest, DrainAnswersAcceptedJobsAndRefusesNewOnes) {
  options_.dispatch.admission.workers = 2;
  const auto batcher = Make();
  gate_.Close();
  std::vector<std::future<JobResult>> accepted;
  for (int i = 0; i < 200; ++i) accepted.push_back(Submit(*batcher, OneRow({1, 2, 3})));
  std::thread drain([&] { batcher->Drain(); });
  absl::Status refused;
  do {
    // Until Drain has begun, such jobs are accepted and then answered like the others.
    refused = batcher->Submit(OneRow({1}), [](const JobResult&) {}).status();
  } while (refused.ok());
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  gate_.Open();
  drain.join();
  for (auto& future : accepted) {
    ASSERT_EQ(future.wait_for(std::chrono::seconds(0)), std::future_status::ready);
    EXPECT_TRUE(future.get()[0].ok());
  }
  const BatcherStats stats = batcher->stats();
  EXPECT_EQ(stats.rows_accepted, stats.rows_scored);
}

TEST_F(BatcherTest, EveryJobIsAnsweredOnceUnderConcurrentCancellations) {
  options_.dispatch.admission.workers = 2;
  options_.dispatch.former.rows_max = 3;
  options_.dispatch.former.window_rows = 12;
  const auto batcher = Make();
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      test::Random random(t);
      for (int i = 0; i < 300; ++i) {
        const auto batch = test::RandomBatch(random, random.Between(1, 5), 10, 13);
        const auto number =
            batcher->Submit(JobOf(batch), [&answered](const JobResult&) { ++answered; });
        ASSERT_TRUE(number.ok());
        if (random.Between(0, 1) == 0) batcher->Cancel(*number);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  batcher->Drain();
  EXPECT_EQ(answered, 4 * 300);
  const BatcherStats stats = batcher->stats();
  EXPECT_EQ(stats.rows_accepted, stats.rows_scored + stats.rows_cancelled);
}

TEST_F(BatcherTest, RefusesLimitsBelowOne) {
  options_.dispatch.admission.workers = 0;
  EXPECT_EQ(Batcher::Create(gate_, clock_, options_).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace txtsentry::schedule
