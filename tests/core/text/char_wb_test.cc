#include "core/text/char_wb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace txtsentry::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CharWbTest, EmitsAWordsNgramsByIncreasingLength) {
  EXPECT_THAT(CharWbNgrams("abc"),
              ElementsAre("a", "ab", "bc", "c", "ab", "abc", "bc", "abc", "abc"));
}

TEST(CharWbTest, StopsAtTheFirstNgramThatCoversTheWord) {
  EXPECT_THAT(CharWbNgrams("a"), ElementsAre("a", "a", "a"));
  EXPECT_THAT(CharWbNgrams("ab"), ElementsAre("a", "ab", "b", "ab", "ab", "ab"));
}

TEST(CharWbTest, CountsCharactersInsteadOfBytes) {
  EXPECT_THAT(CharWbNgrams("\xC3\x89"), ElementsAre("\xC3\xA9", "\xC3\xA9", "\xC3\xA9"));
}

TEST(CharWbTest, ReturnsNothingForTextWithoutAWord) {
  EXPECT_THAT(CharWbNgrams(""), IsEmpty());
  EXPECT_THAT(CharWbNgrams(" \t\"' \xE3\x80\x80"), IsEmpty());
}

TEST(CharWbTest, EmitsThreeNgramsPerCharacter) {
  for (int length = 1; length <= 40; ++length) {
    int count = 0;
    ForEachNgram(length, [&](int64_t begin, int64_t end) {
      EXPECT_LE(0, begin);
      EXPECT_LT(begin, end);
      EXPECT_LE(end, length);
      ++count;
    });
    EXPECT_EQ(count, 3 * length);
  }
}

}  // namespace
}  // namespace txtsentry::text
