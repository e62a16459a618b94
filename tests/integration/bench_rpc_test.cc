#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cmath>
#include <fstream>
#include <string>
#include <thread>

#include "client/bench/bench_command.h"
#include "client/bench/bench_run.h"
#include "client/bench/load_run.h"
#include "client/bench/record_mix.h"
#include "client/commands/score_command.h"
#include "core/base/file.h"
#include "core/model/bundle.h"
#include "tests/integration/server_fixture.h"
#include "tests/support/random_model.h"

namespace txtsentry {
namespace {

using ::testing::HasSubstr;

// `txtsentry bench` against a real server; every answer is checked.
class BenchRpcTest : public test::ServerFixture {
 protected:
  BenchRpcTest() {
    bench_.distinct = 60;
    bench_.warmup_s = 0.1;
    bench_.duration_s = 0.5;
    bench_.check = folder;
    bench_.progress = client::ProgressChoice::kNever;
    bench_.json_path = folder + "/bench.json";
    bench_.html_path = folder + "/bench.html";
  }

  int RunBench() {
    bench_.target.target = Target();
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit_code = client::RunBench(bench_);
    text_ = testing::internal::GetCapturedStdout();
    complaints_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  // Reads a number from the JSON report.
  double Reported(const std::string& pointer) {
    json_ = base::ReadFile(bench_.json_path, 1 << 24).value();
    simdjson::dom::element root;
    double value = NAN;
    EXPECT_FALSE(parser_.parse(json_).get(root)) << json_;
    EXPECT_FALSE(root.at_pointer(pointer).get(value)) << pointer;
    return value;
  }

  void ExpectAllRight(int64_t calls_min) {
    EXPECT_EQ(RunBench(), 0) << text_ << complaints_;
    EXPECT_GE(Reported("/runs/0/calls/ok"), calls_min);
    EXPECT_EQ(Reported("/runs/0/calls/failed"), 0);
    EXPECT_GT(Reported("/runs/0/latency_us/p50"), 0);
    EXPECT_EQ(complaints_, "");
  }

  client::BenchOptions bench_;
  std::string text_;
  std::string complaints_;

 private:
  std::string json_;
  simdjson::dom::parser parser_;
};

TEST_F(BenchRpcTest, SendsItsTokenWithEveryCall) {
  std::ofstream(folder + "/tokens") << "token-of-the-bench-0123456789 read\n";
  std::ofstream(folder + "/mine") << "token-of-the-bench-0123456789";
  options.endpoints.auth.token_file = folder + "/tokens";
  StartServer();
  bench_.target.credentials.token_file = folder + "/mine";
  ExpectAllRight(10);
}

TEST_F(BenchRpcTest, ClosedLoopOfUnaryCallsOverSeveralConnections) {
  StartServer();
  bench_.target.connections = 3;
  bench_.concurrency = {1, 6};
  ExpectAllRight(10);
  EXPECT_EQ(Reported("/runs/1/concurrency"), 6);
  EXPECT_THAT(base::ReadFile(bench_.html_path, 1 << 24).value(), HasSubstr("</html>"));
}

TEST_F(BenchRpcTest, ClosedLoopOverStreams) {
  StartServer();
  bench_.target.rpc = client::Rpc::kStream;
  bench_.target.connections = 2;
  bench_.records_a_call = 7;
  bench_.priority = v1::PRIORITY_BULK;
  ExpectAllRight(10);
  EXPECT_NEAR(Reported("/runs/0/records_per_s") / Reported("/runs/0/calls_per_s"), 7, 0.01);
}

TEST_F(BenchRpcTest, OpenLoopWithBothKindsOfArrivals) {
  StartServer();
  bench_.mode = client::LoadMode::kOpen;
  bench_.rates = {200};
  for (const auto arrivals : {client::Arrivals::kPoisson, client::Arrivals::kConstant}) {
    bench_.arrivals = arrivals;
    ExpectAllRight(50);
    EXPECT_NEAR(Reported("/runs/0/calls/sent"), 100, 50);
  }
}

TEST_F(BenchRpcTest, OpenLoopOverStreamsWithZipfsLaw) {
  StartServer();
  bench_.mode = client::LoadMode::kOpen;
  bench_.target.rpc = client::Rpc::kStream;
  bench_.rates = {100};
  bench_.zipf_exponent = 1.1;
  ExpectAllRight(20);
}

TEST_F(BenchRpcTest, ReplaysATraceToItsEnd) {
  StartServer();
  bench_.mode = client::LoadMode::kTrace;
  bench_.trace = folder + "/trace";
  bench_.speed = 10;
  bench_.warmup_s.reset();
  bench_.duration_s.reset();
  std::ofstream trace(bench_.trace);
  for (int i = 0; i <= 50; ++i) {
    trace << R"({"offset_ms": )" << 40 * i << R"(, "text": "record )" << i % 10 << "\"}\n";
  }
  trace.close();
  ExpectAllRight(51);
  EXPECT_EQ(Reported("/runs/0/calls/sent"), 51);
  EXPECT_NEAR(Reported("/runs/0/seconds"), 0.2, 0.001);
}

TEST_F(BenchRpcTest, DetectsAnswersOfAnotherModel) {
  StartServer();
  bench_.check = folder + "/other";
  ASSERT_TRUE(model::SaveBundle(test::RandomModel(78, {400, 16, 24}), bench_.check).ok());
  EXPECT_EQ(RunBench(), client::kExitWrongAnswers);
  EXPECT_GT(Reported("/runs/0/wrong_records/score"), 0);
  EXPECT_EQ(Reported("/runs/0/wrong_records/order"), 0);
  EXPECT_THAT(complaints_, HasSubstr("are checked against"));
  EXPECT_THAT(text_, HasSubstr("the first wrong answer: record "));
}

TEST_F(BenchRpcTest, RunsWithoutAReferenceModel) {
  StartServer();
  for (const char* check : {"consistent", "none"}) {
    bench_.check = check;
    ExpectAllRight(10);
  }
}

TEST_F(BenchRpcTest, CountsRefusalsByCode) {
  options.records_max = 2;
  StartServer();
  bench_.records_a_call = 3;
  for (const auto rpc : {client::Rpc::kUnary, client::Rpc::kStream}) {
    bench_.target.rpc = rpc;
    EXPECT_EQ(RunBench(), 0);
    EXPECT_GT(Reported("/runs/0/errors/INVALID_ARGUMENT"), 0);
    EXPECT_EQ(Reported("/runs/0/calls/ok"), 0);
  }
}

// Sends unary calls and streams to a server that restarts on the same port.
TEST_F(BenchRpcTest, SurvivesAServerRestart) {
  for (const auto rpc : {client::Rpc::kUnary, client::Rpc::kStream}) {
    options.listen = {"127.0.0.1:0"};
    StartServer();
    options.listen = {Target()};
    client::GrpcTargetOptions target_options;
    target_options.target = Target();
    target_options.rpc = rpc;
    target_options.deadline_ms = 2'000;
    const auto target = client::ConnectGrpcTarget(target_options);
    ASSERT_TRUE(target.ok()) << target.status();
    const client::Workload workload(client::MakeRecordMix(1, 20), {});
    client::AnswerChecker checker(20, 1e-4);
    client::SteadyLoadClock clock;
    client::LoadRunOptions run_options;
    run_options.duration_us = 60'000'000;
    run_options.drain_us = 5'000'000;
    client::LoadRun run(run_options, workload, &checker, **target, clock);
    enum { kBefore, kAway, kBack } phase = kBefore;
    int64_t ok_while_away = 0;
    const client::LoadResult result = run.RunClosed(4, [&] {
      const client::LoadResult now = run.Now();
      if (phase == kBefore && now.calls_by_code[0] > 20) {
        server.reset();
        phase = kAway;
      } else if (phase == kAway && now.failed() > 20) {
        ok_while_away = now.calls_by_code[0];
        StartServer();
        phase = kBack;
      }
      return phase == kBack && now.calls_by_code[0] > ok_while_away + 20;
    });
    EXPECT_EQ(phase, kBack) << "in " << result.seconds << " s";
    EXPECT_LT(result.seconds, 60);
    EXPECT_EQ(result.faults.total(), 0) << checker.first_fault();
    server.reset();
  }
}

TEST_F(BenchRpcTest, AnUnreachableServerHasItsOwnExitCode) {
  StartServer();
  bench_.target.target = Target();
  server.reset();
  testing::internal::CaptureStderr();
  EXPECT_EQ(client::RunBench(bench_), client::kExitUnreachable);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr(bench_.target.target));
}

}  // namespace
}  // namespace txtsentry
