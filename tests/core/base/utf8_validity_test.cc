#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/utf8.h"

namespace txtsentry::base {
namespace {

TEST(IsValidUtf8Test, AcceptsTheFirstAndLastCodePointOfEachLength) {
  for (const std::string& text : std::vector<std::string>{
           "", std::string(1, '\0'), "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
           "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
           "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"}) {
    EXPECT_TRUE(IsValidUtf8(text)) << testing::PrintToString(text);
  }
}

TEST(IsValidUtf8Test, RejectsOverlongTruncatedAndSurrogateSequences) {
  for (const std::string& text :
       std::vector<std::string>{"\x80",              // A continuation byte at the start.
                                "\xc0\x80",          // Overlong.
                                "\xc1\xbf",          // Overlong.
                                "\xe0\x9f\xbf",      // Overlong.
                                "\xf0\x8f\xbf\xbf",  // Overlong.
                                "\xed\xa0\x80",      // A surrogate.
                                "\xf4\x90\x80\x80",  // Above U+10FFFF.
                                // Invalid bytes, and sequences truncated by the end of the text.
                                "\xf5\x80\x80\x80", "\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98",
                                // Sequences truncated by a letter.
                                "\xc3g", "\xe2\x82g", "\xf0\x9f\x98g", "\xe2g\x82"}) {
    EXPECT_FALSE(IsValidUtf8(text)) << testing::PrintToString(text);
    EXPECT_FALSE(IsValidUtf8("abc" + text)) << testing::PrintToString(text);
    EXPECT_FALSE(IsValidUtf8(text + "abc")) << testing::PrintToString(text);
  }
}

TEST(IsAsciiTest, DetectsANonAsciiByteAtEveryPosition) {
  for (size_t size = 0; size <= 40; ++size) {
    std::string bytes(size, 'x');
    EXPECT_TRUE(IsAscii(bytes));
    for (size_t i = 0; i < size; ++i) {
      bytes[i] = '\x80';
      EXPECT_FALSE(IsAscii(bytes)) << size << " " << i;
      bytes[i] = 'x';
    }
  }
}

}  // namespace
}  // namespace txtsentry::base
