#include "client/bench/bench_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/bench/bench_run.h"
#include "client/commands/score_command.h"

namespace txtsentry::client {
namespace {

using ::testing::ElementsAre;

class BenchCommandTest : public ::testing::Test {
 protected:
  int Run(std::vector<std::string> arguments) {
    CLI::App app("txtsentry");
    int exit_code = -1;
    AddBenchCommand(
        app,
        [this](const BenchOptions& options) {
          options_ = options;
          return 0;
        },
        exit_code);
    arguments.insert(arguments.begin(), {"bench", "--server", "127.0.0.1:1"});
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
      app.parse(reversed);
    } catch (const CLI::ParseError&) {
      exit_code = kExitUsage;
    }
    return exit_code;
  }

  BenchOptions options_;
};

TEST_F(BenchCommandTest, IsAClosedLoopByDefault) {
  EXPECT_EQ(Run({}), 0);
  EXPECT_EQ(options_.mode, LoadMode::kClosed);
  EXPECT_THAT(options_.concurrency, ElementsAre(8));
  EXPECT_EQ(options_.target.target, "127.0.0.1:1");
  EXPECT_EQ(options_.WarmupSeconds(), 1);
}

TEST_F(BenchCommandTest, AcceptsOneOrSeveralLoads) {
  EXPECT_EQ(Run({"--mode", "open", "--rate", "50"}), 0);
  EXPECT_THAT(options_.rates, ElementsAre(50));
  EXPECT_EQ(Run({"--mode", "open", "--sweep", "50,100.5", "--arrivals", "constant"}), 0);
  EXPECT_THAT(options_.rates, ElementsAre(50, 100.5));
  EXPECT_EQ(options_.arrivals, Arrivals::kConstant);
  EXPECT_EQ(Run({"--sweep-concurrency", "1,2,4", "--rpc", "stream", "--priority", "bulk"}), 0);
  EXPECT_THAT(options_.concurrency, ElementsAre(1, 2, 4));
  EXPECT_EQ(options_.target.rpc, Rpc::kStream);
  EXPECT_EQ(options_.priority, v1::PRIORITY_BULK);
  EXPECT_EQ(Run({"--mode", "trace", "--trace", "t"}), 0);
  EXPECT_EQ(options_.WarmupSeconds(), 0);
}

TEST_F(BenchCommandTest, RejectsWrongUsage) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"--mode", "open"},
        {"--rate", "5"},
        {"--mode", "trace"},
        {"--trace", "t"},
        {"--mode", "trace", "--trace", "t", "--texts", "x"},
        {"--mode", "trace", "--trace", "t", "--records", "2"},
        {"--mode", "trace", "--trace", "t", "--zipf", "1"},
        {"--mode", "open", "--rate", "0"},
        {"--mode", "open", "--rate", "5,-1"},
        {"--concurrency", "0"},
        {"--rpc", "http"},
        {"--texts", "x", "--distinct", "5"},
        {"--deadline-ms", "0"},
        {"--duration", "0"},
        {"extra"}}) {
    EXPECT_EQ(Run(wrong), kExitUsage) << wrong[0];
  }
}

TEST(RunBenchTest, RejectsARemoteTargetUnlessAllowed) {
  BenchOptions options;
  options.target.target = "192.0.2.1:1";
  EXPECT_EQ(RunBench(options), kExitUsage);
}

TEST(RunBenchTest, UsesTheExitCodesOfScore) {
  BenchOptions options;
  options.target.target = "127.0.0.1:1";
  EXPECT_EQ(RunBench(options), kExitUnreachable);
  options.texts = "/nonexistent";
  EXPECT_EQ(RunBench(options), kExitBadInput);
}

}  // namespace
}  // namespace txtsentry::client
