#include "core/rules/match/token_shape.h"

#include <gtest/gtest.h>

#include <string>

namespace txtsentry::rules {
namespace {

TEST(IsIssuedTokenTest, AcceptsTheFormsOfIssuedTokens) {
  for (const char* token :
       {"19a9a4b6-75bb-49a4-be36-7cdcf8f7029b", "47329851", "0123456789abcdef",
        "6311c78fff614a938475a7085108477b", "GWlaVK7cM1UrnAecUR0PhzRI7", "dv-gXY7MAiAOTilu9e4RVzy",
        "qp+SZ6XBnvREh9uEL2xQLA==", "YAT_gah53Q1Q867sMFJLIXXejBs5-QUiwXgR1DAruaU"}) {
    EXPECT_TRUE(IsIssuedToken(token)) << token;
  }
}

TEST(IsIssuedTokenTest, RejectsOtherForms) {
  for (const std::string& text :
       {std::string(""), std::string("ab"), std::string("1234567890123"),
        std::string("987f01f500f2007f21"), std::string(45, 'k'), std::string("two words"),
        std::string("q83vEjRWeJq83vEjRWeJ/T0xkZmY3Mj"), std::string("a=b"),
        std::string("19a9a4b6-75bb-49a4-be36-7cdcf8f7029g+")}) {
    EXPECT_FALSE(IsIssuedToken(text)) << text;
  }
}

TEST(IsPlausibleTokenTest, AcceptsOneWordAndUsualHexadecimalLengths) {
  EXPECT_TRUE(IsPlausibleToken("0Lnhcd30mv6Z9ihMtU7T71MtNzFCrOfMcRlmXES7wQt9vCfQ"));
  EXPECT_TRUE(IsPlausibleToken(std::string(80, 'k')));
  EXPECT_TRUE(IsPlausibleToken(std::string(128, 'a')));
  EXPECT_FALSE(IsPlausibleToken(std::string(81, 'k')));
  EXPECT_FALSE(IsPlausibleToken("987f01f500f2007f21"));
  EXPECT_FALSE(IsPlausibleToken("two words"));
  EXPECT_FALSE(IsPlausibleToken(""));
}

TEST(IsMadeOfTest, AcceptsTheBytesOfEachAlphabet) {
  EXPECT_TRUE(IsMadeOf("0189", Alphabet::kDigits));
  EXPECT_FALSE(IsMadeOf("018a", Alphabet::kDigits));
  EXPECT_TRUE(IsMadeOf("09afAF", Alphabet::kHex));
  EXPECT_FALSE(IsMadeOf("09ag", Alphabet::kHex));
  EXPECT_TRUE(IsMadeOf("az09", Alphabet::kLowerCase));
  EXPECT_FALSE(IsMadeOf("aZ09", Alphabet::kLowerCase));
  EXPECT_TRUE(IsMadeOf("AZ09", Alphabet::kUpperCase));
  EXPECT_FALSE(IsMadeOf("Az", Alphabet::kUpperCase));
  EXPECT_TRUE(IsMadeOf("azAZ09", Alphabet::kAlnum));
  EXPECT_FALSE(IsMadeOf("a-z", Alphabet::kAlnum));
  EXPECT_TRUE(IsMadeOf("a-z_9", Alphabet::kWord));
  EXPECT_FALSE(IsMadeOf("a.z", Alphabet::kWord));
  EXPECT_TRUE(IsMadeOf("aZ-9", Alphabet::kMixedCase));
  EXPECT_FALSE(IsMadeOf("az-9", Alphabet::kMixedCase));
  EXPECT_FALSE(IsMadeOf("aB9c", Alphabet::kMixedCase)) << "hexadecimal";
  EXPECT_TRUE(IsMadeOf(std::string(43, 'k'), Alphabet::kMixedCase)) << "long";
  EXPECT_TRUE(IsMadeOf("a.z:9", Alphabet::kDotted));
  EXPECT_FALSE(IsMadeOf("a/z", Alphabet::kDotted));
  EXPECT_TRUE(IsMadeOf("kz+/9A==", Alphabet::kBase64));
  EXPECT_FALSE(IsMadeOf("kz===", Alphabet::kBase64));
  EXPECT_FALSE(IsMadeOf("k=z", Alphabet::kBase64));
  EXPECT_FALSE(IsMadeOf("19a9a4b6_75bb_49a4_be36_7cdcf8f7029b", Alphabet::kUuid));
}

}  // namespace
}  // namespace txtsentry::rules
