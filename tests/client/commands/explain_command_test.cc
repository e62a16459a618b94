#include "client/commands/explain_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "core/base/file.h"

namespace txtsentry::client {
namespace {

using ::testing::HasSubstr;

class ExplainCommandTest : public ::testing::Test {
 protected:
  int Run(std::vector<std::string> arguments) {
    CLI::App app("txtsentry");
    int exit_code = -1;
    AddExplainCommand(
        app,
        [this](const ScorerOptions& options,
               const ScoreRequest& record) -> absl::StatusOr<RecordExplanation> {
          options_ = options;
          record_ = record;
          if (!status_.ok()) return status_;
          RecordExplanation explanation;
          explanation.text = record.text;
          if (!record.text.empty()) explanation.parts = {{0, 1, 1.0f}};
          return explanation;
        },
        exit_code);
    arguments.insert(arguments.begin(), "explain");
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    try {
      app.parse(reversed);
    } catch (const CLI::ParseError&) {
      exit_code = kExitUsage;
    }
    stdout_ = testing::internal::GetCapturedStdout();
    stderr_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  absl::Status status_;
  ScorerOptions options_;
  ScoreRequest record_;
  std::string stdout_;
  std::string stderr_;
};

TEST_F(ExplainCommandTest, PassesTheRecordAndTheExplainer) {
  EXPECT_EQ(Run({"v=spf1", "--owner-name", "example.net", "--server", "s:1"}), 0);
  EXPECT_EQ(record_.text, "v=spf1");
  EXPECT_EQ(record_.owner_name, "example.net");
  EXPECT_EQ(options_.server, "s:1");
  EXPECT_THAT(stdout_, HasSubstr("score"));
}

TEST_F(ExplainCommandTest, RejectsWrongUsage) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"x"},
                                                {"--model", "m"},
                                                {"x", "--model", "m", "--server", "s:1"},
                                                {"x", "y", "--model", "m"},
                                                {"x", "--model", "m", "--color", "red"},
                                                {"x", "--model", "m", "-f", "xml"}}) {
    EXPECT_EQ(Run(wrong), kExitUsage);
  }
}

TEST_F(ExplainCommandTest, UsesColourOnlyOnATerminalByDefault) {
  Run({"x", "--model", "m"});
  EXPECT_EQ(stdout_.find('\x1b'), std::string::npos);
  Run({"x", "--model", "m", "--color", "always"});
  EXPECT_NE(stdout_.find('\x1b'), std::string::npos);
}

TEST_F(ExplainCommandTest, WritesAnHtmlPage) {
  const std::string page =
      testing::TempDir() + "explain_command_test." + std::to_string(::getpid());
  EXPECT_EQ(Run({"x", "--model", "m", "--html", page, "-f", "json"}), 0);
  EXPECT_THAT(base::ReadFile(page, 1 << 20).value(), HasSubstr("</html>"));
  EXPECT_THAT(stdout_, HasSubstr("\"explanation\":"));
  ::unlink(page.c_str());
}

TEST_F(ExplainCommandTest, UsesTheExitCodesOfScore) {
  status_ = absl::InvalidArgumentError("tokens=0");
  EXPECT_EQ(Run({"x", "--model", "m"}), kExitBadInput);
  EXPECT_THAT(stderr_, HasSubstr("tokens=0"));
  for (const absl::Status& status :
       {absl::UnavailableError(""), absl::ResourceExhaustedError(""),
        absl::DeadlineExceededError(""), absl::UnimplementedError("")}) {
    status_ = status;
    EXPECT_EQ(Run({"x", "--server", "s:1"}), kExitUnreachable);
  }
}

}  // namespace
}  // namespace txtsentry::client
