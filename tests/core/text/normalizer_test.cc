#include "core/text/normalizer.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace txtsentry::text {
namespace {

std::string Spaces(std::string text) {
  RemoveSpacesKeyValue(text);
  return text;
}

// Expected values come from the notebook's remove_spaces_key_value in CPython.
TEST(RemoveSpacesKeyValueTest, AppliesReplacementsInTheNotebooksOrder) {
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

// A direct implementation of str.replace.
std::string Replaced(std::string text, std::string_view pattern, char middle) {
  for (size_t at = text.find(pattern); at != text.npos; at = text.find(pattern, at + 1)) {
    text.replace(at, pattern.size(), 1, middle);
  }
  return text;
}

TEST(RemoveSpacesKeyValueTest, EqualsStrReplaceOnAllShortTexts) {
  constexpr std::string_view kCharacters = " =-:a";
  constexpr size_t kLengthMax = 7;
  std::vector<std::string> texts = {""};
  for (size_t i = 0; i < texts.size(); ++i) {
    std::string expected = texts[i];
    for (const SpaceReplacement& r : kSpaceReplacements) {
      expected = Replaced(std::move(expected), r.pattern, r.middle);
    }
    ASSERT_EQ(Spaces(texts[i]), expected) << '[' << texts[i] << ']';
    if (texts[i].size() == kLengthMax) continue;
    for (const char c : kCharacters) texts.push_back(texts[i] + c);
  }
}

TEST(RemoveQuotesTest, RemovesBothKindsOfQuotes) {
  std::string text = "\"a\" 'b' \"\"";
  RemoveQuotes(text);
  EXPECT_EQ(text, "a b ");
}

TEST(RemoveQuotesAndLowerAsciiTest, KeepsOtherBytes) {
  std::string text = "'AZ@\"[az\xC3\x89'";
  RemoveQuotesAndLowerAscii(text);
  EXPECT_EQ(text, "az@[az\xC3\x89");
}

}  // namespace
}  // namespace txtsentry::text
