#include "core/explain/character_shares.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/random.h"

namespace txtsentry::explain {
namespace {

std::vector<CharacterShare> Share(const std::string& text, const std::vector<double>& tokens) {
  const auto spanned = text::SpanTokens(text);
  EXPECT_EQ(spanned.tokens.size(), tokens.size());
  return ShareOverCharacters(spanned, tokens);
}

TEST(CharacterSharesTest, DivideATokenEvenlyAmongItsCharacters) {
  // "ab" has the tokens a, ab, b, ab, ab, ab.
  const auto shares = Share("ab", {1, 2, 4, 8, 16, 32});
  ASSERT_EQ(shares.size(), 2u);
  EXPECT_EQ(shares[0].logit, 1 + (2 + 8 + 16 + 32) / 2.0);
  EXPECT_EQ(shares[1].logit, 4 + (2 + 8 + 16 + 32) / 2.0);
  EXPECT_EQ(shares[1].offset_bytes, 1);
  EXPECT_EQ(shares[1].length_bytes, 1);
}

TEST(CharacterSharesTest, ExcludeQuotesAndSpaces) {
  const auto shares = Share(" 'a\" ", {1, 1, 1});
  ASSERT_EQ(shares.size(), 1u);
  EXPECT_EQ(shares[0].offset_bytes, 2);
  EXPECT_EQ(shares[0].logit, 3);
}

TEST(CharacterSharesTest, HaveOneEntryForALetterLoweredToTwo) {
  const auto shares = Share("\xC4\xB0", {1, 2, 3, 4, 5, 6});
  ASSERT_EQ(shares.size(), 1u);
  EXPECT_EQ(shares[0].length_bytes, 2);
  EXPECT_EQ(shares[0].logit, 21);
}

TEST(CharacterSharesTest, AddUpToTheTokens) {
  test::Random random(61);
  for (int i = 0; i < 1'000; ++i) {
    const std::string text = random.Bytes(random.Between(1, 60));
    const auto spanned = text::SpanTokens(text);
    std::vector<double> tokens(spanned.tokens.size());
    double expected = 0;
    for (double& token : tokens) expected += token = random.Signed();
    double sum = 0;
    int64_t end = 0;
    for (const CharacterShare& share : ShareOverCharacters(spanned, tokens)) {
      ASSERT_GE(share.offset_bytes, end);
      ASSERT_GE(share.length_bytes, 1);
      end = share.offset_bytes + share.length_bytes;
      ASSERT_LE(end, static_cast<int64_t>(text.size()));
      sum += share.logit;
    }
    ASSERT_NEAR(sum, expected, 1e-12);
  }
}

}  // namespace
}  // namespace txtsentry::explain
