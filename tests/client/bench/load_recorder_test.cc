#include "client/bench/load_recorder.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace txtsentry::client {
namespace {

CallOutcome Outcome(base::TimeUs intended_us, base::TimeUs answered_us) {
  CallOutcome outcome;
  outcome.intended_us = intended_us;
  outcome.answered_us = answered_us;
  outcome.records = 2;
  outcome.tokens = 5;
  return outcome;
}

TEST(LoadRecorderTest, MergesTheHistogramsOfAllThreads) {
  constexpr int kThreads = 8;
  constexpr int kCalls = 5'000;
  LoadRecorder recorder({0, 1'000'000}, base::kNever);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&recorder, t] {
      for (int i = 0; i < kCalls; ++i) recorder.Answered(Outcome(i, i + 1 + t * kCalls + i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  const LoadResult sum = recorder.Sum();
  metrics::LocalHistogram expected(LatencyBuckets());
  for (int i = 0; i < kThreads * kCalls; ++i) expected.Record(i + 1);
  EXPECT_EQ(sum.calls_by_code[0], kThreads * kCalls);
  EXPECT_EQ(sum.latency_us.counts(), expected.counts());
  EXPECT_EQ(sum.latency_us.sum(), expected.sum());
  EXPECT_EQ(sum.answered_records, 2 * kThreads * kCalls);
  EXPECT_EQ(sum.answered_tokens, 5 * kThreads * kCalls);
}

TEST(LoadRecorderTest, LatencyUsesIntendedTimeAndRateUsesAnswerTime) {
  LoadRecorder recorder({100, 200}, base::kNever);
  recorder.Answered(Outcome(90, 150));   // Intended before the window, answered inside.
  recorder.Answered(Outcome(150, 250));  // Intended inside, answered after.
  recorder.Answered(Outcome(110, 120));
  recorder.Answered(Outcome(200, 201));
  const LoadResult sum = recorder.Sum();
  EXPECT_EQ(sum.sent(), 2);
  EXPECT_EQ(sum.latency_us.min(), 10);
  EXPECT_EQ(sum.latency_us.max(), 100);
  EXPECT_EQ(sum.answered_calls, 2);
}

TEST(LoadRecorderTest, DistinguishesLateTimelyAndFailedCalls) {
  LoadRecorder recorder({0, 1'000}, 50);
  recorder.Answered(Outcome(0, 50));
  recorder.Answered(Outcome(0, 51));
  CallOutcome failure = Outcome(0, 10);
  failure.code = absl::StatusCode::kDeadlineExceeded;
  recorder.Answered(failure);
  failure.code = static_cast<absl::StatusCode>(99);
  recorder.Answered(failure);
  recorder.Skipped(5);
  recorder.Skipped(1'000);
  recorder.Sent(3, 7);
  const LoadResult sum = recorder.Sum();
  EXPECT_EQ(sum.late, 1);
  EXPECT_EQ(sum.answered_calls, 2);
  EXPECT_EQ(sum.answered_in_time, 1);
  EXPECT_EQ(sum.failed(), 2);
  EXPECT_EQ(sum.calls_by_code[static_cast<size_t>(absl::StatusCode::kUnknown)], 1);
  EXPECT_EQ(sum.failure_latency_us.count(), 2);
  EXPECT_EQ(sum.skipped, 1);
  EXPECT_EQ(sum.send_lag_us.max(), 4);
}

}  // namespace
}  // namespace txtsentry::client
