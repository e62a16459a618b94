#include "server/options/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace txtsentry::server {
namespace {

using ::testing::ElementsAre;

ParsedOptions Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "txtsentryd");
  return ParseOptions(static_cast<int>(arguments.size()), arguments.data());
}

TEST(ServerOptionsTest, ParsesFlags) {
  const auto parsed =
      Parse({"--model", "m", "--listen", "127.0.0.1:1", "--listen", "[::1]:2", "--workers", "3",
             "--pin-workers", "--queue-rows-max=100000", "--prefix-states", "0", "--policy",
             "triage", "--owner-names", "names"});
  ASSERT_FALSE(parsed.exit);
  EXPECT_EQ(parsed.options.model, "m");
  EXPECT_THAT(parsed.options.listen, ElementsAre("127.0.0.1:1", "[::1]:2"));
  EXPECT_EQ(parsed.options.workers, 3);
  EXPECT_TRUE(parsed.options.pin_workers);
  EXPECT_EQ(parsed.options.queue_rows_max, 100'000);
  EXPECT_EQ(parsed.options.prefix_states, 0);
  EXPECT_EQ(parsed.options.policy, "triage");
  EXPECT_EQ(parsed.options.owner_names, "names");
  EXPECT_TRUE(Validate(parsed.options).ok());
}

TEST(ServerOptionsTest, ReadsTheEnvironmentButFlagsTakePrecedence) {
  ::setenv("TXTSENTRY_MODEL", "from-environment", 1);
  ::setenv("TXTSENTRY_LAME_DUCK_MS", "1234", 1);
  EXPECT_EQ(Parse({}).options.model, "from-environment");
  EXPECT_EQ(Parse({}).options.lame_duck_ms, 1234);
  EXPECT_EQ(Parse({"--model", "flag"}).options.model, "flag");
  ::unsetenv("TXTSENTRY_MODEL");
  ::unsetenv("TXTSENTRY_LAME_DUCK_MS");
}

TEST(ServerOptionsTest, ReadsAConfigFile) {
  const std::string path = ::testing::TempDir() + "options_test.toml";
  std::ofstream(path) << "model = \"from-file\"\nrecords-max = 7\n";
  const auto parsed = Parse({"--config", path.c_str()});
  ASSERT_FALSE(parsed.exit);
  EXPECT_EQ(parsed.options.model, "from-file");
  EXPECT_EQ(parsed.options.records_max, 7);
}

TEST(ServerOptionsTest, AnUnknownFlagIsAUsageError) {
  EXPECT_EQ(Parse({"--model", "m", "--colour"}).exit_code, 2);
  EXPECT_EQ(Parse({"--model", "m", "--workers", "many"}).exit_code, 2);
}

TEST(ServerOptionsTest, NeedsEitherAModelOrARepository) {
  EXPECT_TRUE(Validate(Parse({"--model", "m"}).options).ok());
  EXPECT_TRUE(Validate(Parse({"--repository", "r", "--repository-mode", "poll"}).options).ok());
  EXPECT_EQ(Validate(Parse({}).options).message(), "one of --model and --repository is needed");
  EXPECT_EQ(Validate(Parse({"--model", "m", "--repository", "r"}).options).message(),
            "--model and --repository are given both");
  EXPECT_EQ(Validate(Parse({"--repository", "r", "--repository-mode", "push"}).options).message(),
            "--repository-mode=push is neither explicit nor poll");
  EXPECT_EQ(Validate(Parse({"--repository", "r", "--repository-poll-ms", "0"}).options).message(),
            "--repository-poll-ms=0 is below 1");
  EXPECT_EQ(Validate(Parse({"--repository", "r", "--shadow-sample", "2"}).options).message(),
            "--shadow-sample=2 is not in 0..1");
}

TEST(ServerOptionsTest, NamesFlagValueAndBoundOfAnInvalidValue) {
  ServerOptions options;
  options.queue_tokens_max = 5;
  EXPECT_EQ(Validate(options).message(), "--queue-tokens-max=5 is below 12582912");
  options = {};
  options.records_max = 0;
  EXPECT_EQ(Validate(options).message(), "--records-max=0 is below 1");
  options = {};
  options.threshold = 1.5;
  EXPECT_FALSE(Validate(options).ok());
  options = {};
  options.policy = "strict";
  EXPECT_EQ(Validate(options).message(), "policy=\"strict\" is neither notebook nor triage");
}

}  // namespace
}  // namespace txtsentry::server
