#include "core/base/json_text.h"

#include <gtest/gtest.h>

namespace txtsentry::base {
namespace {

TEST(JsonTextTest, EscapesOnlyWhatJsonRequires) {
  EXPECT_EQ(JsonString(""), "\"\"");
  EXPECT_EQ(JsonString("v=spf1 /all"), "\"v=spf1 /all\"");
  EXPECT_EQ(JsonString("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(JsonString("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
  EXPECT_EQ(JsonString(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(JsonString("\xC3\xA9"), "\"\xC3\xA9\"");
}

TEST(JsonTextTest, ReplacesInvalidUtf8) { EXPECT_EQ(JsonString("a\xFF"), "\"a\xEF\xBF\xBD\""); }

TEST(JsonTextTest, NumbersAreTheShortestThatReadBack) {
  EXPECT_EQ(JsonNumber(0.1), "0.1");
  EXPECT_EQ(JsonNumber(-3), "-3");
  EXPECT_EQ(JsonNumber(1.0 / 3), "0.3333333333333333");
}

}  // namespace
}  // namespace txtsentry::base
