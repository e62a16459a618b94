#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "core/engine/lane_scorer.h"
#include "core/engine/simd/simd_engine.h"
#include "core/schedule/batcher.h"
#include "tests/core/schedule/batcher_harness.h"
#include "tests/support/random_model.h"

namespace txtsentry::schedule {
namespace {

// Real engine whose lanes start when the test opens the gate.
class GatedLanes final : public engine::Engine, public engine::LaneScorer {
 public:
  explicit GatedLanes(const engine::Engine& engine) : engine_(engine) {}

  engine::EngineInfo info() const override { return engine_.info(); }
  engine::BatchShape batch_shape() const override { return engine_.batch_shape(); }
  absl::Status Score(const engine::RaggedBatch& batch, absl::Span<float> logits) const override {
    return engine_.Score(batch, logits);
  }
  const engine::LaneScorer* lane_scorer() const override { return this; }
  int lanes() const override { return engine_.lane_scorer()->lanes(); }
  std::unique_ptr<engine::PrefixStates> MakePrefixStates(int64_t states) const override {
    return engine_.lane_scorer()->MakePrefixStates(states);
  }
  void Run(engine::RowFeed& feed, engine::PrefixStates* prefixes) const override {
    {
      const base::MutexLock lock(mu_);
      entered_ = true;
      changed_.NotifyAll();
      while (closed_) changed_.Wait(mu_);
    }
    engine_.lane_scorer()->Run(feed, prefixes);
  }

  void Close() {
    const base::MutexLock lock(mu_);
    closed_ = true;
    entered_ = false;
  }
  void Open() {
    const base::MutexLock lock(mu_);
    closed_ = false;
    changed_.NotifyAll();
  }
  void WaitForEntered() const {
    const base::MutexLock lock(mu_);
    while (!entered_) changed_.Wait(mu_);
  }

 private:
  const engine::Engine& engine_;
  mutable base::Mutex mu_;
  mutable base::CondVar changed_;
  mutable bool entered_ ABSL_GUARDED_BY(mu_) = false;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
};

// Reports for every row that only its last token took a step, which lasts kStepUs.
class SkippingLanes final : public engine::Engine, public engine::LaneScorer {
 public:
  static constexpr base::TimeUs kStepUs = 50'000;

  explicit SkippingLanes(FakeClock& clock) : clock_(clock) {}

  engine::EngineInfo info() const override { return {}; }
  engine::BatchShape batch_shape() const override { return {}; }
  absl::Status Score(const engine::RaggedBatch& /*batch*/,
                     absl::Span<float> /*logits*/) const override {
    return absl::UnimplementedError("only in lanes");
  }
  const engine::LaneScorer* lane_scorer() const override { return this; }
  int lanes() const override { return 1; }
  std::unique_ptr<engine::PrefixStates> MakePrefixStates(int64_t states) const override {
    return std::make_unique<engine::PrefixStates>(states, 1);
  }
  void Run(engine::RowFeed& feed, engine::PrefixStates* /*prefixes*/) const override {
    engine::FeedRow row;
    while (feed.Next(0, false, row)) {
      clock_.Set(clock_.NowUs() + kStepUs);
      feed.Done(row.tag, static_cast<int64_t>(row.ids.size()) - 1, 0.0f);
    }
  }

 private:
  FakeClock& clock_;
};

class LaneWorkerTest : public ::testing::Test {
 protected:
  LaneWorkerTest()
      : engine_(engine::MakeSimdEngine(test::RandomWeights(3, {100, 8, 16})).value()),
        gate_(*engine_) {}

  std::unique_ptr<Batcher> Make(int workers) {
    BatcherOptions options;
    options.dispatch.admission.workers = workers;
    return Batcher::Create(gate_, clock_, options).value();
  }
  static Job JobOf(const test::OwnedBatch& batch, base::TimeUs deadline_us = base::kNever) {
    Job job;
    job.ids = batch.ids;
    job.offsets = batch.offsets;
    job.job_class.deadline_us = deadline_us;
    return job;
  }
  std::vector<float> Expected(const test::OwnedBatch& batch) const {
    std::vector<float> logits(batch.offsets.size() - 1);
    EXPECT_TRUE(engine_->Score(batch.view(), absl::MakeSpan(logits)).ok());
    return logits;
  }
  static void ExpectScores(const JobResult& result, const std::vector<float>& expected) {
    ASSERT_EQ(result.size(), expected.size());
    for (size_t row = 0; row < expected.size(); ++row) {
      ASSERT_TRUE(result[row].ok()) << result[row].status();
      EXPECT_EQ(*result[row], expected[row]);
    }
  }

  FakeClock clock_;
  std::unique_ptr<engine::Engine> engine_;
  GatedLanes gate_;
};

TEST_F(LaneWorkerTest, JobsFromManyThreadsGetTheirRowsInOrderBitForBit) {
  for (const int workers : {1, 2, 3}) {
    const auto batcher = Make(workers);
    std::vector<std::thread> threads;
    for (uint64_t t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        test::Random random(t);
        for (int i = 0; i < 40; ++i) {
          const auto batch = test::RandomBatch(random, random.Between(1, 30), 50, 100);
          ExpectScores(Submit(*batcher, JobOf(batch)).get(), Expected(batch));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    const BatcherStats stats = batcher->stats();
    EXPECT_EQ(stats.rows_scored, stats.rows_accepted);
    EXPECT_EQ(stats.tokens, stats.padded_tokens);
  }
}

TEST_F(LaneWorkerTest, ARowIsNotComputedIfItsDeadlinePassesInTheQueue) {
  const auto batcher = Make(1);
  gate_.Close();
  test::OwnedBatch row;
  row.AddRow({1, 2, 3});
  auto late = Submit(*batcher, JobOf(row, 100));
  auto in_time = Submit(*batcher, JobOf(row, 300));
  gate_.WaitForEntered();
  clock_.Set(200);
  gate_.Open();
  EXPECT_EQ(late.get()[0].status().code(), absl::StatusCode::kDeadlineExceeded);
  ExpectScores(in_time.get(), Expected(row));
  EXPECT_EQ(batcher->stats().rows_expired, 1);
}

TEST_F(LaneWorkerTest, ReportsHowLongARowWaited) {
  const auto batcher = Make(1);
  gate_.Close();
  test::OwnedBatch row;
  row.AddRow({1, 2, 3});
  clock_.Set(100);
  auto early = SubmitAndTellWait(*batcher, JobOf(row));
  gate_.WaitForEntered();
  clock_.Set(150);
  auto late = SubmitAndTellWait(*batcher, JobOf(row));
  clock_.Set(350);
  gate_.Open();
  EXPECT_EQ(early.get(), 250);
  EXPECT_EQ(late.get(), 200);
}

TEST_F(LaneWorkerTest, ACancelledJobIsAnsweredAtOnceAndOthersAreComputed) {
  const auto batcher = Make(1);
  gate_.Close();
  test::OwnedBatch row;
  row.AddRow({1, 2, 3});
  int64_t number = 0;
  auto cancelled = Submit(*batcher, JobOf(row), &number);
  auto kept = Submit(*batcher, JobOf(row));
  gate_.WaitForEntered();
  batcher->Cancel(number);
  EXPECT_EQ(cancelled.get()[0].status().code(), absl::StatusCode::kCancelled);
  gate_.Open();
  ExpectScores(kept.get(), Expected(row));
}

TEST_F(LaneWorkerTest, ARowThatTheEngineRefusesDoesNotFailTheOthers) {
  const auto batcher = Make(1);
  test::OwnedBatch batch;
  for (const int32_t id : {5, 100, 6}) batch.AddRow({id});  // 100 is outside the vocabulary.
  const JobResult result = Submit(*batcher, JobOf(batch)).get();
  EXPECT_TRUE(result[0].ok());
  EXPECT_EQ(result[1].status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(result[2].ok());
  EXPECT_EQ(batcher->stats().rows_failed, 1);
}

TEST_F(LaneWorkerTest, DrainAnswersAllAcceptedJobs) {
  gate_.Close();
  auto batcher = Make(2);
  test::Random random(4);
  std::vector<test::OwnedBatch> batches;
  std::vector<std::future<JobResult>> results;
  for (int i = 0; i < 50; ++i) {
    batches.push_back(test::RandomBatch(random, 9, 60, 100));
    results.push_back(Submit(*batcher, JobOf(batches.back())));
  }
  std::thread drain([&] { batcher->Drain(); });
  gate_.Open();
  drain.join();
  for (size_t i = 0; i < results.size(); ++i) ExpectScores(results[i].get(), Expected(batches[i]));
}

// The kernel need not honour the pinning. The test checks that scores are right, also with more
// workers than processors.
TEST_F(LaneWorkerTest, PinnedWorkersScoreTheSame) {
  BatcherOptions options;
  options.dispatch.admission.workers = 5;
  options.pin_workers = true;
  const auto batcher = Batcher::Create(gate_, clock_, options).value();
  test::Random random(9);
  const auto batch = test::RandomBatch(random, 100, 60, 100);
  ExpectScores(Submit(*batcher, JobOf(batch)).get(), Expected(batch));
}

TEST_F(LaneWorkerTest, CountsReusedPrefixTokensAndCanTurnTheCacheOff) {
  test::Random random(10);
  test::OwnedBatch batch;
  for (int i = 0; i < 200; ++i) {
    std::vector<int32_t> row(40, 7);
    row.push_back(static_cast<int32_t>(random.Between(0, 99)));
    batch.AddRow(row);
  }
  for (const int64_t states : {0, 100}) {
    BatcherOptions options;
    options.prefix_states = states;
    const auto batcher = Batcher::Create(gate_, clock_, options).value();
    ExpectScores(Submit(*batcher, JobOf(batch)).get(), Expected(batch));
    batcher->Drain();
    const BatcherStats stats = batcher->stats();
    EXPECT_EQ(stats.tokens, 200 * 41);
    if (states == 0) {
      EXPECT_EQ(stats.tokens_reused, 0);
    } else {
      EXPECT_GT(stats.tokens_reused, stats.tokens / 4);
    }
  }
}

TEST_F(LaneWorkerTest, ReusedTokensDoNotLowerThePredictedCost) {
  const SkippingLanes engine(clock_);
  const auto batcher = Batcher::Create(engine, clock_, {}).value();
  test::OwnedBatch batch;
  for (int i = 0; i < 4; ++i) batch.AddRow(std::vector<int32_t>(100, 7));
  Submit(*batcher, JobOf(batch)).get();
  batcher->Drain();
  EXPECT_EQ(batcher->stats().tokens_reused, 4 * 99);
  EXPECT_DOUBLE_EQ(batcher->load().tokens_per_second, 1e6 / SkippingLanes::kStepUs);
}

// A long row occupies one lane to its end; later rows use the other lanes.
TEST_F(LaneWorkerTest, AShortRowOvertakesARunningLongRow) {
  const auto batcher = Make(1);
  test::OwnedBatch giant;
  giant.AddRow(std::vector<int32_t>(3'000'000, 7));
  test::OwnedBatch row;
  row.AddRow({1, 2, 3});
  auto slow = Submit(*batcher, JobOf(giant));
  auto fast = Submit(*batcher, JobOf(row));
  ExpectScores(fast.get(), Expected(row));
  EXPECT_EQ(slow.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  ExpectScores(slow.get(), Expected(giant));
}

}  // namespace
}  // namespace txtsentry::schedule
