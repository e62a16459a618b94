#include "server/observe/trace/traceparent.h"

#include <gtest/gtest.h>

#include "tests/support/random.h"

namespace txtsentry::server {
namespace {

constexpr char kHeader[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(TraceParentTest, ReadsTheStandardsExample) {
  const auto parent = ParseTraceParent(kHeader);
  ASSERT_TRUE(parent.has_value());
  EXPECT_EQ(TraceIdHex(*parent), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(SpanIdHex(*parent), "b7ad6b7169203331");
  EXPECT_TRUE(parent->sampled);
  EXPECT_EQ(FormatTraceParent(*parent), kHeader);
}

TEST(TraceParentTest, ReadsOnlyTheSampledFlag) {
  std::string header = kHeader;
  header.replace(53, 2, "fe");
  EXPECT_FALSE(ParseTraceParent(header)->sampled);
  header.replace(53, 2, "03");
  EXPECT_TRUE(ParseTraceParent(header)->sampled);
  EXPECT_EQ(FormatTraceParent(*ParseTraceParent(header)), kHeader);
}

TEST(TraceParentTest, RefusesInvalidHeaders) {
  const std::string good = kHeader;
  EXPECT_FALSE(ParseTraceParent(""));
  EXPECT_FALSE(ParseTraceParent(good.substr(0, 54)));
  EXPECT_FALSE(ParseTraceParent(good + "0"));
  EXPECT_FALSE(ParseTraceParent(good + "-more"));
  EXPECT_FALSE(ParseTraceParent("ff" + good.substr(2)));
  EXPECT_FALSE(ParseTraceParent("0A" + good.substr(2)));
  EXPECT_FALSE(ParseTraceParent("00-00000000000000000000000000000000-b7ad6b7169203331-01"));
  EXPECT_FALSE(ParseTraceParent("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"));
  EXPECT_FALSE(ParseTraceParent("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"));
  EXPECT_FALSE(ParseTraceParent("00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01"));
}

TEST(TraceParentTest, ReadsTheSharedFieldsOfALaterVersion) {
  const std::string rest = std::string(kHeader).substr(2);
  EXPECT_TRUE(ParseTraceParent("01" + rest));
  EXPECT_TRUE(ParseTraceParent("01" + rest + "-what-comes-later"));
  EXPECT_FALSE(ParseTraceParent("01" + rest + "x"));
}

TEST(TraceParentTest, FormattedHeadersParseBackEqually) {
  test::Random random(11);
  for (int i = 0; i < 1000; ++i) {
    TraceParent parent;
    for (uint8_t& byte : parent.trace_id) byte = static_cast<uint8_t>(random.Between(1, 255));
    for (uint8_t& byte : parent.span_id) byte = static_cast<uint8_t>(random.Between(1, 255));
    parent.sampled = random.Between(0, 1) == 1;
    const auto again = ParseTraceParent(FormatTraceParent(parent));
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->trace_id, parent.trace_id);
    EXPECT_EQ(again->span_id, parent.span_id);
    EXPECT_EQ(again->sampled, parent.sampled);
  }
}

TEST(TraceParentTest, OneWrongCharacterNeverGivesAnotherTrace) {
  const std::string good = kHeader;
  for (size_t i = 2; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = 'G';
    EXPECT_FALSE(ParseTraceParent(bad)) << i;
  }
}

}  // namespace
}  // namespace txtsentry::server
