#include "client/commands/output_file.h"

#include <unistd.h>

#include <filesystem>
#include <string>

#include "client/commands/signal_scope.h"
#include "core/base/file.h"
#include "gtest/gtest.h"

namespace txtsentry::client {
namespace {

// Returns an unused path for the test.
std::string FreshPath(const std::string& name) {
  const std::string path =
      testing::TempDir() + "/output_file_test." + std::to_string(::getpid()) + "." + name;
  std::filesystem::remove(path);
  std::filesystem::remove(path + ".part");
  return path;
}

std::string Content(const std::string& path) { return base::ReadFile(path, 1 << 20).value_or("?"); }

TEST(OutputFileTest, AppearsOnlyWhenCommitted) {
  const std::string path = FreshPath("commit");
  ASSERT_TRUE(base::WriteFileAtomically(path, "old").ok());
  auto output = OutputFile::Open(path);
  ASSERT_TRUE(output.ok());
  ASSERT_TRUE((*output)->Write("new").ok());
  ASSERT_TRUE((*output)->Flush().ok());
  EXPECT_EQ(Content(path), "old");
  EXPECT_EQ(Content(path + ".part"), "new");
  ASSERT_TRUE((*output)->Commit().ok());
  output->reset();
  EXPECT_EQ(Content(path), "new");
  EXPECT_FALSE(base::FileExists(path + ".part"));
}

TEST(OutputFileTest, LeavesNoFileIfNotCommitted) {
  const std::string path = FreshPath("drop");
  auto output = OutputFile::Open(path);
  ASSERT_TRUE((*output)->Write("new").ok());
  ASSERT_TRUE((*output)->Flush().ok());
  output->reset();
  EXPECT_FALSE(base::FileExists(path));
  EXPECT_FALSE(base::FileExists(path + ".part"));
}

TEST(OutputFileTest, KeepLeavesThePartFile) {
  const std::string path = FreshPath("keep");
  auto output = OutputFile::Open(path);
  ASSERT_TRUE((*output)->Write("some").ok());
  ASSERT_TRUE((*output)->Keep().ok());
  output->reset();
  EXPECT_FALSE(base::FileExists(path));
  EXPECT_EQ(Content(path + ".part"), "some");
}

TEST(OutputFileTest, ReportsAMissingFolder) {
  const auto output = OutputFile::Open(FreshPath("missing") + "/file");
  EXPECT_EQ(output.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(OutputFileTest, ReportsAFullDiskRepeatedly) {
  const auto output = OutputFile::Open("/dev/full");
  ASSERT_TRUE(output.ok());
  EXPECT_EQ((*output)->name(), "/dev/full");
  ASSERT_TRUE((*output)->Write("x").ok());
  const absl::Status status = (*output)->Flush();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(std::string(status.message()), "/dev/full: write failed: No space left on device");
  EXPECT_EQ((*output)->Commit(), status);
  EXPECT_EQ((*output)->Write("y"), status);
}

TEST(OutputFileTest, ReportsAClosedPipeAsAborted) {
  const SignalScope signals;
  int fds[2] = {-1, -1};
  ASSERT_EQ(::pipe(fds), 0);
  const auto output = OutputFile::Open("/dev/fd/" + std::to_string(fds[1]));
  ASSERT_TRUE(output.ok()) << output.status();
  ::close(fds[0]);
  ASSERT_TRUE((*output)->Write("x").ok());
  EXPECT_EQ((*output)->Flush().code(), absl::StatusCode::kAborted);
  ::close(fds[1]);
}

}  // namespace
}  // namespace txtsentry::client
