#include "core/text/lower_case.h"

#include <gtest/gtest.h>

namespace txtsentry::text {
namespace {

TEST(PythonLowerTest, UsesTheFullCaseMappingLikePython) {
  EXPECT_EQ(PythonLower(U"ABC xyz 09"), U"abc xyz 09");
  EXPECT_EQ(PythonLower(U"\u0130"), U"i\u0307");
  EXPECT_EQ(PythonLower(U"\u1E9E"), U"\u00DF");
  EXPECT_EQ(PythonLower(U"\uFB01"), U"\uFB01");
  EXPECT_EQ(PythonLower(U"\u2126"), U"\u03C9");
  EXPECT_EQ(PythonLower(U"\U00010400"), U"\U00010428");
}

TEST(PythonLowerTest, UsesTheFinalSigmaOnlyAtAWordsEnd) {
  EXPECT_EQ(PythonLower(U"\u03A3"), U"\u03C3");
  EXPECT_EQ(PythonLower(U"\u0391\u03A3"), U"\u03B1\u03C2");
  EXPECT_EQ(PythonLower(U"\u0391\u03A3 "), U"\u03B1\u03C2 ");
  EXPECT_EQ(PythonLower(U"\u0391\u03A3\u0391"), U"\u03B1\u03C3\u03B1");
  EXPECT_EQ(PythonLower(U"A.\u03A3"), U"a.\u03C2");
  EXPECT_EQ(PythonLower(U"A\u03A3\u00ADb"), U"a\u03C3\u00ADb");
  EXPECT_EQ(PythonLower(U" \u03A3"), U" \u03C3");
}

TEST(PythonLowerTest, IsIdempotent) {
  std::u32string all;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c < 0xD800 || c > 0xDFFF) all.push_back(c);
  }
  const std::u32string once = PythonLower(all);
  EXPECT_EQ(PythonLower(once), once);
}

TEST(IsPythonSpaceTest, AcceptsTheTwentyNineSpaces) {
  int spaces = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) spaces += IsPythonSpace(c) ? 1 : 0;
  EXPECT_EQ(spaces, 29);
  EXPECT_TRUE(IsPythonSpace(0x1C));
  EXPECT_TRUE(IsPythonSpace(0x85));
  EXPECT_FALSE(IsPythonSpace(0x200B));
}

}  // namespace
}  // namespace txtsentry::text
