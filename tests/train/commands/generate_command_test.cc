#include <gtest/gtest.h>

#include <string>

#include "core/base/file.h"
#include "train/commands.h"
#include "train/data_file.h"

namespace txtsentry::train {
namespace {

TEST(GenerateCommandTest, WritesTheRequestedNumberOfRecords) {
  GenerateOptions options;
  options.rows = 500;
  options.output_path = testing::TempDir() + "generate_command_first.tsv";
  ASSERT_TRUE(RunGenerate(options).ok());
  const auto rows = ReadDataFile(options.output_path, std::nullopt);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->size(), 500u);

  const auto first = base::ReadFile(options.output_path, 1 << 20);
  options.output_path = testing::TempDir() + "generate_command_second.tsv";
  ASSERT_TRUE(RunGenerate(options).ok());
  const auto second = base::ReadFile(options.output_path, 1 << 20);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(*first, *second);
}

TEST(GenerateCommandTest, RejectsZeroRowsAndAMissingPath) {
  GenerateOptions options;
  options.rows = 0;
  options.output_path = testing::TempDir() + "generate_command_none.tsv";
  EXPECT_EQ(RunGenerate(options).code(), absl::StatusCode::kInvalidArgument);
  options.rows = 1;
  options.output_path = testing::TempDir() + "no-such-folder/file.tsv";
  EXPECT_FALSE(RunGenerate(options).ok());
}

}  // namespace
}  // namespace txtsentry::train
