#include "train/record.h"

#include <gtest/gtest.h>

#include <string>

#include "train/rng.h"

namespace txtsentry::train {
namespace {

TEST(EscapeTextTest, KeepsPrintableAsciiAndValidUtf8) {
  EXPECT_EQ(EscapeText("v=spf1 \"ü\" 你 😀"), "v=spf1 \"ü\" 你 😀");
}

TEST(EscapeTextTest, EscapesControlCharactersAndInvalidBytes) {
  EXPECT_EQ(EscapeText("a\tb\nc\rd\\e\x01\xff"), "a\\tb\\nc\\rd\\\\e\\x01\\xff");
}

TEST(EscapeTextTest, EscapesInvalidUtf8) {
  EXPECT_EQ(EscapeText("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(EscapeText("\xc0\x80"), "\\xc0\\x80");
  EXPECT_EQ(EscapeText("\xf0\x9f\x98"), "\\xf0\\x9f\\x98");
}

TEST(UnescapeTextTest, RoundTripsAnyBytes) {
  Rng rng(3);
  for (int i = 0; i < 500; ++i) {
    const std::string text = rng.Bytes(rng.Range(0, 60));
    const auto back = UnescapeText(EscapeText(text));
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, text);
  }
}

TEST(UnescapeTextTest, RejectsAnInvalidEscapeAndNamesItsOffset) {
  for (const char* const text : {"ab\\q", "ab\\", "ab\\x4", "ab\\xg0"}) {
    const auto result = UnescapeText(text);
    EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_NE(result.status().ToString().find("offset 2"), std::string::npos) << text;
  }
}

TEST(FormatRecordTest, JoinsLabelOwnerNameAndEscapedTextByTabs) {
  EXPECT_EQ(FormatRecord({1, "a.example", "x\ty"}), "1\ta.example\tx\\ty");
}

}  // namespace
}  // namespace txtsentry::train
