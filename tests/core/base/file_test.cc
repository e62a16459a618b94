#include "core/base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace txtsentry::base {
namespace {

using ::testing::HasSubstr;

class FileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "file_test_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    ASSERT_TRUE(MakeFolder(folder_).ok());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(FileTest, ReadsWhatItWrote) {
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(WriteFileAtomically(folder_ + "/f", bytes).ok());
  EXPECT_EQ(ReadFile(folder_ + "/f", 100).value(), bytes);
}

TEST_F(FileTest, LeavesNoTemporaryFile) {
  ASSERT_TRUE(WriteFileAtomically(folder_ + "/f", "1").ok());
  ASSERT_TRUE(WriteFileAtomically(folder_ + "/f", "2").ok());
  int files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_)) ++files;
  EXPECT_EQ(files, 1);
  EXPECT_EQ(ReadFile(folder_ + "/f", 100).value(), "2");
}

TEST_F(FileTest, NamesTheMissingFile) {
  const auto status = ReadFile(folder_ + "/none", 100).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/none"));
}

TEST_F(FileTest, RejectsAFileOverTheLimitAndNamesBoth) {
  ASSERT_TRUE(WriteFileAtomically(folder_ + "/f", "12345").ok());
  const auto status = ReadFile(folder_ + "/f", 4).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("bytes=5 exceeds bytes_max=4"));
}

TEST_F(FileTest, RejectsAFolder) {
  EXPECT_EQ(ReadFile(folder_, 100).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(FileTest, ReportsWhyAFileCannotBeCreated) {
  const auto status = WriteFileAtomically(folder_ + "/missing/f", "1");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("No such file"));
}

TEST_F(FileTest, FailedWriteKeepsTheOldContents) {
  ASSERT_TRUE(WriteFileAtomically(folder_ + "/f", "old").ok());
  ASSERT_TRUE(MakeFolder(folder_ + "/f2/child").ok());
  EXPECT_FALSE(WriteFileAtomically(folder_ + "/f2", "new").ok());
  EXPECT_TRUE(IsFolder(folder_ + "/f2/child"));
  EXPECT_EQ(ReadFile(folder_ + "/f", 100).value(), "old");
}

}  // namespace
}  // namespace txtsentry::base
