#include "train/data_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace txtsentry::train {
namespace {

using testing::HasSubstr;

TEST(ParseDataTest, ReadsLabelledRecords) {
  const auto rows = ParseData("0\ta.example\tv=spf1 -all\n1\t\tx\\ty", "f", std::nullopt);
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].record.label, 0);
  EXPECT_EQ((*rows)[0].record.owner_name, "a.example");
  EXPECT_EQ((*rows)[1].record.label, 1);
  EXPECT_EQ((*rows)[1].record.text, "x\ty");
}

TEST(ParseDataTest, ReadsCollectedRecordsWithTheCategoryAsGroup) {
  const auto rows = ParseData(
      "text\tsource\towner_name\tcategory_guess\nMS=ms1\trepo\ta.example\tmicrosoft\n", "f", 0);
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ((*rows)[0].record.label, 0);
  EXPECT_EQ((*rows)[0].record.text, "MS=ms1");
  EXPECT_EQ((*rows)[0].record.owner_name, "a.example");
  EXPECT_EQ((*rows)[0].group, "microsoft");
}

TEST(ParseDataTest, UsesTheToolColumnAsGroup) {
  const auto rows =
      ParseData("text\tsource\towner_name\tcategory_guess\ttool\nab\ts\t\thex\tdnscat2\n", "f", 1);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ((*rows)[0].group, "dnscat2");
}

TEST(ParseDataTest, NamesTheFileAndLineOfAnInvalidRecord) {
  for (const char* const line : {"2\ta\tb", "0\ta", "0\ta\tb\tc", "0\ta\t\\q", ""}) {
    const auto rows =
        ParseData(std::string("0\ta\tb\n") + line + "\n0\ta\tb\n", "file.tsv", std::nullopt);
    EXPECT_EQ(rows.status().code(), absl::StatusCode::kInvalidArgument) << line;
    EXPECT_THAT(rows.status().ToString(), HasSubstr("file.tsv line 2")) << line;
  }
}

TEST(ParseDataTest, RequiresALabelForCollectedRecordsOnly) {
  EXPECT_THAT(ParseData("text\tsource\towner_name\tcategory_guess\n", "f", std::nullopt)
                  .status()
                  .ToString(),
              HasSubstr("--label"));
  EXPECT_THAT(ParseData("0\ta\tb\n", "f", 1).status().ToString(), HasSubstr("--label"));
}

TEST(IsValidationTextTest, SelectsATenthOfTheTexts) {
  int validation = 0;
  for (int i = 0; i < 10'000; ++i) {
    validation += IsValidationText("text number " + std::to_string(i)) ? 1 : 0;
  }
  EXPECT_NEAR(validation, 1000, 120);
}

}  // namespace
}  // namespace txtsentry::train
