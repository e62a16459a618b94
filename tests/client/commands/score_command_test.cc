#include "client/commands/score_command.h"

#include <unistd.h>
#include <zlib.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "core/base/file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/client/commands/test_scorer.h"

namespace txtsentry::client {
namespace {

using ::testing::HasSubstr;

// Runs `txtsentry score` in process, on files in a temporary folder.
class ScoreCommandTest : public testing::Test {
 protected:
  ScoreCommandTest()
      : folder_(testing::TempDir() + "/score_command_test." + std::to_string(::getpid())) {
    std::filesystem::create_directories(folder_);
  }
  ~ScoreCommandTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  std::string File(const std::string& name, const std::string& content) const {
    EXPECT_TRUE(base::WriteFileAtomically(Path(name), content).ok());
    return Path(name);
  }

  // Returns the exit code; standard error is captured in stderr_.
  int Run(std::vector<std::string> arguments) {
    CLI::App app("txtsentry");
    int exit_code = -1;
    AddScoreCommand(
        app,
        [this](const ScorerOptions& options) -> absl::StatusOr<std::unique_ptr<Scorer>> {
          scorer_options_ = options;
          if (!scorer_status_.ok()) return scorer_status_;
          auto scorer = std::make_unique<TestScorer>();
          scorer->on_score = on_score_;
          scorer->change = change_;
          return scorer;
        },
        exit_code);
    arguments.insert(arguments.begin(), "score");
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    testing::internal::CaptureStderr();
    try {
      app.parse(reversed);
    } catch (const CLI::ParseError&) {
      exit_code = kExitUsage;
    }
    stderr_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  // Same with an output file; returns its contents.
  std::string Output(std::vector<std::string> arguments, int exit_code = 0) {
    const std::vector<std::string> more = {"--model", "m", "-o", Path("out")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_EQ(Run(std::move(arguments)), exit_code) << stderr_;
    return Content("out");
  }

  std::string Content(const std::string& name) const {
    return base::ReadFile(Path(name), 1 << 24).value_or("<no file>");
  }

  const std::string folder_;
  ScorerOptions scorer_options_;
  absl::Status scorer_status_;
  std::function<void()> on_score_;
  std::function<absl::StatusOr<std::vector<ScoreResult>>(size_t, std::vector<ScoreResult>)> change_;
  std::string stderr_;
};

TEST_F(ScoreCommandTest, ScoresSeveralFilesOfDifferentFormatsInOrder) {
  const std::string out = Output({File("a.txt", "plain\n"), File("b.json", "{\"text\":\"xx\"}\n"),
                                  File("c.csv", "owner_name,text\nc.test,cell\n"),
                                  File("d.log",
                                       "#separator \\x09\n#fields\tquery\tanswers\n"
                                       "d.test\tTXT 1 a TXT 1 b\n")});
  const std::vector<std::string> lines = absl::StrSplit(out, '\n');
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0],
            "{\"text\":\"plain\",\"txt_score\":{\"probability\":0,\"label\":0,\"category\":"
            "\"unknown\",\"reasons\":[],\"matcher\":\"\",\"token_count\":5,\"model\":\"test@1+"
            "0123456789ab\"}}");
  EXPECT_THAT(lines[1], HasSubstr("{\"text\":\"xx\",\"txt_score\":{\"probability\":1,\"label\":1"));
  EXPECT_THAT(lines[2], HasSubstr("{\"owner_name\":\"c.test\",\"text\":\"cell\",\"txt_score\""));
  EXPECT_THAT(lines[3], HasSubstr("{\"query\":\"d.test\",\"answers\":[\"TXT 1 a TXT 1 b\"],"));
  EXPECT_EQ(stderr_, "");
  EXPECT_FALSE(base::FileExists(Path("out.part")));
}

TEST_F(ScoreCommandTest, RejectsAPolicyWithAServer) {
  File("a", "a\n");
  EXPECT_EQ(Run({Path("a"), "--server", "h:1", "--policy", "triage"}), kExitUsage);
  EXPECT_EQ(Run({Path("a"), "--server", "h:1", "--owner-names", "file"}), kExitUsage);
  EXPECT_EQ(Run({Path("a"), "--model", "m", "--policy", "strict"}), kExitUsage);
}

TEST_F(ScoreCommandTest, PassesTheScorersOptionsOn) {
  File("a", "a\n");
  EXPECT_EQ(Run({Path("a"), "--model", "folder", "--engine", "reference", "--device", "cpu", "-o",
                 Path("out")}),
            0);
  EXPECT_EQ(scorer_options_.model, "folder");
  EXPECT_EQ(scorer_options_.engine, "reference");
  EXPECT_EQ(scorer_options_.device, "cpu");
  EXPECT_EQ(Run({Path("a"), "--server", "localhost:1", "-o", Path("out")}), 0);
  EXPECT_EQ(scorer_options_.server, "localhost:1");
  EXPECT_EQ(scorer_options_.engine, "auto");
}

TEST_F(ScoreCommandTest, RejectsWrongUsage) {
  const std::string file = File("a", "a\n");
  const std::vector<std::vector<std::string>> wrong = {
      {file},
      {file, "--model", "m", "--server", "s:1"},
      {file, "--model", "m", "-i", "xml"},
      {file, "--model", "m", "-f", "xml"},
      {file, "--model", "m", "--threshold", "1.5"},
      {file, "--model", "m", "--threshold", "nan"},
      {file, "--model", "m", "--max-errors", "-1"},
      {file, "--model", "m", "--batch", "0"},
      {file, "--model", "m", "--inflight", "0"},
      {file, "--model", "m", "--progress", "loud"}};
  for (const auto& arguments : wrong) EXPECT_EQ(Run(arguments), kExitUsage) << arguments.back();
}

TEST_F(ScoreCommandTest, WritesTheNotebooksColumnsAsCsv) {
  EXPECT_EQ(Output({File("a", "xx\nab\n\n"), "-i", "lines", "-f", "csv"}),
            "predicted_is_unknown,pred_is_unknown,category,reasons,token_count,owner_name,error\r\n"
            "1,1,unknown,,2,,\r\n0,0,unknown,,2,,\r\n0,0,empty,EMPTY,0,,\r\n");
}

TEST_F(ScoreCommandTest, WritesATableWithASummary) {
  const std::string out = Output({File("a", "ab\nxx\n"), "-f", "table"});
  EXPECT_LT(out.find("xx"), out.find("ab"));
  EXPECT_THAT(out, HasSubstr("2 events, 0 without TXT; 2 TXT records: 1 suspicious, 0 without "
                             "tokens, 0 errors; "));
}

TEST_F(ScoreCommandTest, OnlySuspiciousKeepsSuspiciousRecordsAndErrors) {
  EXPECT_EQ(Output({File("a", "{\"text\":\"a\"}\n{\"text\":\"xa\"}\nbroken\n"), "-i", "ndjson",
                    "--only-suspicious", "-f", "csv", "--threshold", "0.5"}),
            "predicted_is_unknown,pred_is_unknown,category,reasons,token_count,owner_name,error\r\n"
            "0.5,1,unknown,,2,,\r\n"
            ",,,,,,\"INVALID_ARGUMENT: not a JSON object: The JSON document has an improper "
            "structure: missing or superfluous commas, braces, missing keys, etc.\"\r\n");
  EXPECT_THAT(stderr_, HasSubstr("txtsentry: 1 errors in 3 events; the first: INVALID_ARGUMENT"));
}

TEST_F(ScoreCommandTest, LabelsByTheThreshold) {
  EXPECT_THAT(Output({File("a", "xaaa\n"), "--threshold", "0.25"}), HasSubstr("\"label\":1"));
  EXPECT_THAT(Output({File("a", "xaaa\n"), "--threshold", "0.26"}), HasSubstr("\"label\":0"));
  EXPECT_THAT(Output({File("a", "xaaa\n")}), HasSubstr("\"label\":0"));
}

TEST_F(ScoreCommandTest, ReportsFindingsInTheExitCodeOnlyWhenAsked) {
  const std::string bad = File("bad", "xx\n");
  const std::string good = File("good", "aa\n");
  Output({bad}, 0);
  Output({bad, "--exit-code"}, kExitFindings);
  Output({good, "--exit-code"}, 0);
}

TEST_F(ScoreCommandTest, ScoresEveryRecordForAnyBatchSize) {
  std::string input;
  for (int i = 0; i < 1000; ++i) input += std::to_string(i) + "\n";
  const std::string file = File("a", input);
  const std::string whole = Output({file});
  for (const auto& [batch, inflight] : {std::pair{"1", "1"}, {"7", "3"}, {"4096", "256"}}) {
    EXPECT_EQ(Output({file, "--batch", batch, "--inflight", inflight}), whole);
  }
}

TEST_F(ScoreCommandTest, ReadsGzip) {
  const std::string path = Path("a.gz");
  for (const char* mode : {"wb", "ab"}) {
    gzFile file = gzopen(path.c_str(), mode);
    ASSERT_NE(file, nullptr);
    gzputs(file, "{\"text\":\"a\"}\n");
    gzclose(file);
  }
  EXPECT_EQ(Output({path}), Output({File("a", "{\"text\":\"a\"}\n{\"text\":\"a\"}\n")}));
}

TEST_F(ScoreCommandTest, KeepsARecordThatTheScorerRejects) {
  EXPECT_THAT(Output({File("a", std::string(70'000, 'a') + "\nb\n")}),
              HasSubstr("\"txt_score\":{\"error\":\"INVALID_ARGUMENT: bytes exceed "
                        "bytes_max=65535\",\"model\""));
}

TEST_F(ScoreCommandTest, StopsAfterTooManyErrorsAndKeepsTheOutput) {
  const std::string file = File("a", "{\"text\":\"a\"}\nbad\nworse\n{\"text\":\"b\"}\n");
  EXPECT_EQ(Output({file, "-i", "ndjson", "--max-errors", "1"}, kExitBadInput), "<no file>");
  EXPECT_THAT(Content("out.part"), HasSubstr("{\"line\":\"worse\""));
  EXPECT_THAT(Content("out.part"), Not(HasSubstr("\"b\"")));
  EXPECT_THAT(stderr_, HasSubstr("errors=2 exceeds --max-errors 1"));
  EXPECT_NE(Output({file, "-i", "ndjson", "--max-errors", "2"}, 0), "<no file>");
}

TEST_F(ScoreCommandTest, ReportsAMissingInputBeforeScoring) {
  EXPECT_EQ(Output({File("a", "a\n"), Path("none")}, kExitBadInput), "<no file>");
  EXPECT_THAT(stderr_, HasSubstr(Path("none") + ": cannot be read: No such file or directory"));
  EXPECT_EQ(Output({folder_}, kExitBadInput), "<no file>");
  EXPECT_THAT(stderr_, HasSubstr(": is a folder"));
}

TEST_F(ScoreCommandTest, ReportsAnUnusableHeader) {
  EXPECT_EQ(Output({File("a.csv", "x,y\n1,2\n"), "-i", "csv"}, kExitBadInput), "<no file>");
  EXPECT_THAT(stderr_, HasSubstr("a.csv: the CSV header has no column text"));
  EXPECT_THAT(Output({File("a.csv", "x,y\n1,2\n"), "-i", "csv", "--field", "y"}),
              HasSubstr("{\"x\":\"1\",\"y\":\"2\",\"txt_score\""));
}

TEST_F(ScoreCommandTest, ReportsAnUnreachableServer) {
  scorer_status_ = absl::UnavailableError("connection refused");
  EXPECT_EQ(Output({File("a", "a\n")}, kExitUnreachable), "<no file>");
  EXPECT_EQ(stderr_, "txtsentry: UNAVAILABLE: connection refused\n");
  scorer_status_ = absl::FailedPreconditionError("model.json: broken");
  EXPECT_EQ(Output({File("a", "a\n")}, kExitBadInput), "<no file>");
}

TEST_F(ScoreCommandTest, StopsWhenTheServerFailsAndKeepsTheOutput) {
  change_ = [](size_t chunk,
               std::vector<ScoreResult> results) -> absl::StatusOr<std::vector<ScoreResult>> {
    if (chunk == 2) return absl::DeadlineExceededError("too late\x1b[2J");
    return results;
  };
  EXPECT_EQ(Output({File("a", "1\n2\n3\n4\n"), "--batch", "1", "-f", "csv"}, kExitUnreachable),
            "<no file>");
  const std::vector<std::string> rows = absl::StrSplit(Content("out.part"), '\n');
  EXPECT_EQ(rows.size(), 4u);
  EXPECT_THAT(stderr_, HasSubstr("DEADLINE_EXCEEDED: too late\\x1b[2J"));
}

TEST_F(ScoreCommandTest, ReportsAFullDisk) {
  EXPECT_EQ(Run({File("a", "a\n"), "--model", "m", "-o", "/dev/full"}), kExitBadInput);
  EXPECT_THAT(stderr_, HasSubstr("/dev/full: write failed: No space left on device"));
}

TEST_F(ScoreCommandTest, EndsQuietlyWhenItsReaderExits) {
  int fds[2] = {-1, -1};
  ASSERT_EQ(::pipe(fds), 0);
  on_score_ = [&] { ::close(fds[0]); };
  EXPECT_EQ(Run({File("a", "a\n"), "--model", "m", "-o", "/dev/fd/" + std::to_string(fds[1])}), 0);
  EXPECT_EQ(stderr_, "");
  ::close(fds[1]);
}

TEST_F(ScoreCommandTest, FinishesPendingChunksWhenInterrupted) {
  on_score_ = [] { std::raise(SIGINT); };
  EXPECT_EQ(Output({File("a", "1\n2\n3\n"), "--batch", "1", "-f", "csv"}, kExitInterrupted),
            "<no file>");
  const std::vector<std::string> rows = absl::StrSplit(Content("out.part"), '\n');
  EXPECT_EQ(rows.size(), 3u);
  EXPECT_THAT(stderr_, HasSubstr("out.part"));
}

TEST_F(ScoreCommandTest, ScoresPipedRecordsBeforeWaiting) {
  int fds[2] = {-1, -1};
  ASSERT_EQ(::pipe(fds), 0);
  ASSERT_EQ(::write(fds[1], "one\ntwo\n", 8), 8);
  // If the two records were not scored first, the run would wait for the pipe forever.
  on_score_ = [&] {
    if (fds[1] >= 0) ::close(fds[1]);
    fds[1] = -1;
  };
  const std::string out = Output({"/dev/fd/" + std::to_string(fds[0])});
  EXPECT_THAT(out, HasSubstr("\"two\""));
  ::close(fds[0]);
}

TEST_F(ScoreCommandTest, KeepsTheOrderOfTheSampleLog) {
  const std::string data = std::string(TXTSENTRY_SOURCE_DIR) + "/tests/data/";
  const std::string from_tsv = Output({data + "zeek_dns.log"});
  const std::vector<std::string> lines = absl::StrSplit(from_tsv, '\n');
  EXPECT_EQ(lines.size(), 58u);
  EXPECT_EQ(from_tsv, Output({data + "zeek_dns.json"}));
  EXPECT_EQ(stderr_, "");
}

}  // namespace
}  // namespace txtsentry::client
