#include "core/metrics/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace txtsentry::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(NamesTest, MetricNamesAreThoseOfTheFormat) {
  for (const char* name : {"a", "_", "a:b_9", "txtsentry_rows_total"}) {
    EXPECT_TRUE(CheckMetricName(name).ok()) << name;
  }
  for (const std::string& name :
       {std::string(), std::string("9a"), std::string("a-b"), std::string("a b"),
        std::string("\xC3\xA4"), std::string(1, '\0'), std::string(kNameBytesMax + 1, 'a')}) {
    const absl::Status status = CheckMetricName(name);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
  }
  EXPECT_THAT(std::string(CheckMetricName("a\nb").message()), HasSubstr("metric \"a\\nb\""));
}

TEST(NamesTest, LabelNamesHaveNoColonsAndNoReservedNames) {
  EXPECT_TRUE(CheckLabelName("m", "code").ok());
  EXPECT_TRUE(CheckLabelName("m", "_a1").ok());
  for (const char* label : {"", "a:b", "1a", "__name__", "le", "a\"b"}) {
    const absl::Status status = CheckLabelName("m", label);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << label;
    EXPECT_THAT(std::string(status.message()), HasSubstr("metric \"m\""));
  }
}

TEST(NamesTest, LabelValuesAreShortUtf8AndNotRepeatedInTheMessage) {
  EXPECT_TRUE(CheckLabelValue("m", "l", "").ok());
  EXPECT_TRUE(CheckLabelValue("m", "l", "any \"text\"\n\xC3\xA4").ok());
  const absl::Status broken = CheckLabelValue("m", "l", "secret\xFF");
  EXPECT_EQ(broken.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(broken.message()), HasSubstr("metric \"m\": label \"l\""));
  EXPECT_THAT(std::string(broken.message()), Not(HasSubstr("secret")));
  const std::string longest(kLabelValueBytesMax, 'x');
  EXPECT_TRUE(CheckLabelValue("m", "l", longest).ok());
  EXPECT_THAT(std::string(CheckLabelValue("m", "l", longest + "x").message()),
              HasSubstr("bytes=129 exceed bytes_max=128"));
}

TEST(NamesTest, EscapesAreThoseOfTheFormat) {
  EXPECT_EQ(EscapeLabelValue("a\\b\"c\nd"), "a\\\\b\\\"c\\nd");
  EXPECT_EQ(EscapeHelp("a\\b\"c\nd", false), "a\\\\b\"c\\nd");
  EXPECT_EQ(EscapeHelp("a\\b\"c\nd", true), "a\\\\b\\\"c\\nd");
}

}  // namespace
}  // namespace txtsentry::metrics
