#include "client/bench/load_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "client/bench/record_mix.h"
#include "tests/client/bench/fake_load.h"

namespace txtsentry::client {
namespace {

constexpr int64_t kSecondUs = 1'000'000;

bool Never() { return false; }

FakeServer::ServiceUs Always(base::TimeUs us) {
  return [us](base::TimeUs) { return us; };
}

class LoadRunTest : public ::testing::Test {
 protected:
  LoadRunTest() { options_.duration_us = 10 * kSecondUs; }

  LoadResult Open(LoadTarget& server, double rate) {
    const auto times = MakeArrivals(Arrivals::kConstant, rate, 1);
    LoadRun run(options_, workload_, &checker_, server, clock_);
    return run.RunOpen(*times, Never);
  }

  LoadResult Closed(LoadTarget& server, int64_t callers) {
    LoadRun run(options_, workload_, &checker_, server, clock_);
    return run.RunClosed(callers, Never);
  }

  LoadRunOptions options_;
  FakeLoadClock clock_;
  const Workload workload_{MakeRecordMix(1, 50), {}};
  AnswerChecker checker_{50, 1e-4};
};

TEST_F(LoadRunTest, CountsTheAnswersOfAnIdleServer) {
  FakeServer server(clock_, Always(300));
  const LoadResult result = Open(server, 100);
  EXPECT_EQ(result.calls_by_code[0], 1000);
  EXPECT_EQ(result.seconds, 10);
  EXPECT_EQ(result.PerSecond(result.answered_calls), 100);
  EXPECT_EQ(result.answered_tokens, 10'000);
  EXPECT_EQ(result.latency_us.max(), 300);
  EXPECT_EQ(result.send_lag_us.max(), 0);
  EXPECT_EQ(result.faults.total(), 0);
}

// The server stalls for 1 s. At 1000 calls per second, a thousand calls are scheduled during the
// stall, and each waits until its end. A generator that waits for answers would see one slow call.
TEST_F(LoadRunTest, StallIsChargedToEveryScheduledCall) {
  const base::TimeUs stall_us = clock_.NowUs() + 5 * kSecondUs;
  FakeServer server(clock_, [&](base::TimeUs start_us) {
    return start_us >= stall_us && start_us < stall_us + 1'000 ? kSecondUs : 100;
  });
  const LoadResult result = Open(server, 1000);
  EXPECT_EQ(result.calls_by_code[0], 10'000);
  EXPECT_EQ(result.latency_us.Quantile(0.5), 100);
  // A tenth of all calls is scheduled during the stall; their latencies fall from 1 s to 0.
  EXPECT_NEAR(static_cast<double>(result.latency_us.Quantile(0.95)), 0.5 * kSecondUs,
              0.1 * kSecondUs);
  EXPECT_NEAR(static_cast<double>(result.latency_us.Quantile(0.99)), 0.9 * kSecondUs,
              0.1 * kSecondUs);
}

TEST_F(LoadRunTest, GeneratorStallIsChargedAndReported) {
  int calls = 0;
  FakeServer server(clock_, [&](base::TimeUs) {
    if (++calls == 5000) clock_.Stall(kSecondUs);
    return base::TimeUs{100};
  });
  const LoadResult result = Open(server, 1000);
  EXPECT_EQ(result.calls_by_code[0], 10'000);
  EXPECT_GT(result.latency_us.Quantile(0.95), kSecondUs / 3);
  EXPECT_GT(result.send_lag_us.Quantile(0.95), kSecondUs / 3);
}

TEST_F(LoadRunTest, OverloadMeasuresCapacityAndGrowingLatency) {
  FakeServer server(clock_, Always(1'000));
  options_.deadline_us = 100'000;
  const LoadResult result = Open(server, 2000);
  EXPECT_NEAR(result.PerSecond(result.answered_calls), 1000, 1);
  EXPECT_EQ(result.skipped + result.sent(), 20'000);
  EXPECT_GT(result.skipped, 0);
  EXPECT_EQ(server.under_way_max, options_.outstanding_max);
  // Only the calls of the first 0.1 s, behind less than 0.1 s of queued work.
  EXPECT_NEAR(static_cast<double>(result.answered_in_time), 200, 2);
  EXPECT_EQ(result.calls_by_code[0] - result.late, result.answered_in_time);
}

TEST_F(LoadRunTest, WarmUpIsNotCounted) {
  FakeServer server(clock_, Always(100));
  options_.warmup_us = 2 * kSecondUs;
  const LoadResult result = Open(server, 100);
  EXPECT_EQ(server.sent, 1200);
  EXPECT_EQ(result.sent(), 1000);
  EXPECT_EQ(result.seconds, 10);
}

TEST_F(LoadRunTest, ShortTraceWaitsForTheWindowsEnd) {
  FakeServer server(clock_, Always(100));
  const auto times = MakeTraceTimes({0, 5'000, 7'000}, 1);
  LoadRun run(options_, workload_, &checker_, server, clock_);
  const LoadResult result = run.RunOpen(*times, Never);
  EXPECT_EQ(result.sent(), 3);
  EXPECT_EQ(result.seconds, 10);
}

TEST_F(LoadRunTest, ClosedLoopKeepsItsCallersBusy) {
  FakeServer server(clock_, Always(1'000));
  const LoadResult result = Closed(server, 5);
  EXPECT_EQ(server.under_way_max, 5);
  EXPECT_NEAR(result.PerSecond(result.answered_calls), 1000, 1);
  EXPECT_EQ(result.latency_us.Quantile(0.5), 5'000);
}

TEST_F(LoadRunTest, ClosedLoopPausesAfterAFailure) {
  FakeServer server(clock_, Always(1),
                    [](const auto&) { return absl::ResourceExhaustedError("queue is full"); });
  const LoadResult result = Closed(server, 2);
  EXPECT_EQ(result.calls_by_code[static_cast<size_t>(absl::StatusCode::kResourceExhausted)],
            result.sent());
  // Two callers at a hundred calls per second.
  EXPECT_NEAR(static_cast<double>(result.sent()), 2'000, 10);
  EXPECT_EQ(result.latency_us.count(), 0);
  EXPECT_EQ(result.failure_latency_us.count(), result.sent());
  EXPECT_EQ(result.answered_calls, 0);
}

TEST_F(LoadRunTest, StopEndsTheWindowEarly) {
  FakeServer server(clock_, Always(100));
  const base::TimeUs stop_us = clock_.NowUs() + 3 * kSecondUs;
  const auto stop = [&] { return clock_.NowUs() >= stop_us; };
  const auto times = MakeArrivals(Arrivals::kConstant, 100, 1);
  LoadRun open(options_, workload_, &checker_, server, clock_);
  const LoadResult result = open.RunOpen(*times, stop);
  EXPECT_NEAR(result.seconds, 3, 0.02);
  EXPECT_NEAR(static_cast<double>(result.sent()), 300, 2);
}

TEST_F(LoadRunTest, AbandonsUnansweredCalls) {
  FakeServer server(clock_, Always(100 * kSecondUs));
  options_.drain_us = kSecondUs;
  const LoadResult result = Closed(server, 1);
  EXPECT_TRUE(server.abandoned);
  EXPECT_EQ(result.sent(), 1);
  EXPECT_EQ(result.answered_calls, 0);
}

TEST_F(LoadRunTest, FindsWrongAnswersDuringTheWarmUp) {
  options_.warmup_us = options_.duration_us = kSecondUs;
  int calls = 0;
  FakeServer server(clock_, Always(100), [&](const v1::ClassifyRequest& request) {
    auto response = FakeServer::Right(request);
    if (++calls == 60) response->mutable_results(0)->set_probability(0.6F);
    return response;
  });
  EXPECT_EQ(Open(server, 100).faults.score, 1);
  EXPECT_THAT(checker_.first_fault(), ::testing::HasSubstr("probability=0.6"));
}

TEST_F(LoadRunTest, CountsAnswersWithoutAChecker) {
  FakeServer server(clock_, Always(100), [](const v1::ClassifyRequest&) {
    return absl::StatusOr<v1::ClassifyResponse>(v1::ClassifyResponse());
  });
  LoadRun run(options_, workload_, nullptr, server, clock_);
  const auto times = MakeArrivals(Arrivals::kPoisson, 100, 1);
  const LoadResult result = run.RunOpen(*times, Never);
  EXPECT_EQ(result.faults.total(), 0);
  EXPECT_EQ(result.answered_records, result.answered_calls);
}

}  // namespace
}  // namespace txtsentry::client
