#include "train/encodings.h"

#include <gtest/gtest.h>

#include <string>

namespace txtsentry::train {
namespace {

// The test vectors of RFC 4648, section 10.
TEST(Base64EncodeTest, MatchesTheVectorsOfRfc4648) {
  EXPECT_EQ(Base64Encode(""), "");
  EXPECT_EQ(Base64Encode("f"), "Zg==");
  EXPECT_EQ(Base64Encode("fo"), "Zm8=");
  EXPECT_EQ(Base64Encode("foo"), "Zm9v");
  EXPECT_EQ(Base64Encode("foobar"), "Zm9vYmFy");
}

TEST(Base64EncodeTest, OmitsThePaddingIfRequested) { EXPECT_EQ(Base64Encode("f", false), "Zg"); }

TEST(Base64EncodeTest, UsesTheGivenAlphabet) {
  EXPECT_EQ(Base64Encode("\xff\xff\xff", true, kBase64Url), "____");
}

TEST(Base32EncodeTest, MatchesTheVectorsOfRfc4648WithoutPadding) {
  EXPECT_EQ(Base32Encode("f"), "MY");
  EXPECT_EQ(Base32Encode("foob"), "MZXW6YQ");
  EXPECT_EQ(Base32Encode("foobar"), "MZXW6YTBOI");
}

TEST(HexEncodeTest, WritesTwoDigitsPerByte) {
  EXPECT_EQ(HexEncode(std::string("\0\x7f\xff", 3)), "007fff");
  EXPECT_EQ(HexEncode("\xab", kHexUpper), "AB");
}

TEST(Base85EncodeTest, MatchesCommonAscii85Examples) {
  EXPECT_EQ(Base85Encode("Man "), "9jqo^");
  EXPECT_EQ(Base85Encode("sure."), "F*2M7/c");
}

TEST(Utf16LeTest, AppendsANulToEachByte) { EXPECT_EQ(Utf16Le("ab"), std::string("a\0b\0", 4)); }

}  // namespace
}  // namespace txtsentry::train
