#include "core/base/json_string.h"

#include <gtest/gtest.h>

namespace txtsentry::base {
namespace {

std::string Json(std::string_view text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
}

TEST(JsonStringTest, EscapesOnlyWhatJsonRequires) {
  EXPECT_EQ(Json(""), "\"\"");
  EXPECT_EQ(Json("v=spf1 /all"), "\"v=spf1 /all\"");
  EXPECT_EQ(Json("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(Json("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
  EXPECT_EQ(Json(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(Json("\xC3\xA9"), "\"\xC3\xA9\"");
}

TEST(JsonStringTest, ReplacesInvalidUtf8) { EXPECT_EQ(Json("a\xFF"), "\"a\xEF\xBF\xBD\""); }

}  // namespace
}  // namespace txtsentry::base
