#include "core/text/normalizer.h"

#include <gtest/gtest.h>

namespace txtsentry::text {
namespace {

std::string Spaces(std::string text) {
  RemoveSpacesKeyValue(text);
  return text;
}

// Expected values are the notebook's remove_spaces_key_value in CPython.
TEST(RemoveSpacesKeyValue, ReplacesInTheNotebooksOrder) {
  EXPECT_EQ(Spaces("v = spf1"), "v=spf1");
  EXPECT_EQ(Spaces("a  =  b"), "a=b");
  EXPECT_EQ(Spaces("a   =   b"), "a = b");
  EXPECT_EQ(Spaces("a = = b"), "a==b");
  EXPECT_EQ(Spaces(" - - "), "--");
  EXPECT_EQ(Spaces("a :b"), "a:b");
  EXPECT_EQ(Spaces("a   : b"), "a :b");
  EXPECT_EQ(Spaces("no change"), "no change");
  EXPECT_EQ(Spaces(""), "");
}

TEST(RemoveQuotes, DropsBothKinds) {
  std::string text = "\"a\" 'b' \"\"";
  RemoveQuotes(text);
  EXPECT_EQ(text, "a b ");
}

TEST(LowerAscii, LeavesOtherBytesAlone) {
  std::string text = "AZ@[az\xC3\x89";
  LowerAscii(text);
  EXPECT_EQ(text, "az@[az\xC3\x89");
}

}  // namespace
}  // namespace txtsentry::text
