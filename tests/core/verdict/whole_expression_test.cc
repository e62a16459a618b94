#include "core/verdict/whole_expression.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "core/verdict/bytewise_re2.h"
#include "core/verdict/expressions.h"

namespace txtsentry::verdict {
namespace {

constexpr int64_t kBytesMax = 8 << 20;

TEST(WholeExpression, KeepsItsLongBounds) {
  const WholeExpression expression("[a-z]{2,40}=\\d{0,50}", kBytesMax);
  ASSERT_TRUE(expression.ok());
  const std::string digits50(50, '1');
  EXPECT_TRUE(expression.Matches(std::string(40, 'a') + "=" + digits50));
  EXPECT_FALSE(expression.Matches(std::string(41, 'a') + "="));
  EXPECT_FALSE(expression.Matches("a="));
  EXPECT_FALSE(expression.Matches("aa=" + digits50 + "1"));
  // Longer than both bounds, but in runs that are not.
  EXPECT_TRUE(WholeExpression("(?:[a-z]{1,40}\\.)+", kBytesMax)
                  .Matches(std::string(30, 'a') + "." + std::string(30, 'b') + "."));
}

TEST(WholeExpression, SaysWhatDoesNotCompile) {
  const WholeExpression expression("[a-z", kBytesMax);
  EXPECT_FALSE(expression.ok());
  EXPECT_NE(expression.error(), "");
}

// Expressions with each form that a bounded class can have, and those that look like one.
const char* const kExpressions[] = {
    "[ab]{0,40}",
    "[ab]{1,41}c|b{1,44}",
    "(?:[ab.]{3,42}-)*a",
    R"([a\]]{1,40}\])",
    R"((?:\w{1,40}|-){0,20})",
    R"(\[ab]{1,40})",
    R"(a\{1,45}[ab]{2,60}b?)",
    "[[:alpha:].]{1,40}(?-i:A)",
    "[^ab]{0,40}",
    R"((?:[a-]{1,40}(?:\.[ab]{1,40}){0,2}|[ab-]{50,70}))",
};

std::string RandomText(std::mt19937& random) {
  constexpr std::string_view kBytes = "abABc.-]}{1,45 [";
  constexpr std::string_view kPrefixes[] = {"", "", "[ab", "a{1,45}"};
  std::string text(kPrefixes[random() % 4]);
  const size_t parts = random() % 5;
  for (size_t i = 0; i < parts; ++i) {
    const char byte = kBytes[random() % (random() % 3 == 0 ? kBytes.size() : 4)];
    text.append(random() % 3 == 0 ? 30 + random() % 16 : random() % 5, byte);
  }
  return text;
}

TEST(WholeExpression, MatchesWhatTheExpressionItselfMatches) {
  std::mt19937 random(11);
  for (const std::string expression : kExpressions) {
    const WholeExpression whole(expression, kBytesMax);
    ASSERT_TRUE(whole.ok()) << expression;
    const RE2 plain(expression, BytewiseOptions());
    int matched = 0;
    for (int i = 0; i < 20'000; ++i) {
      const std::string text = RandomText(random);
      const bool matches = IsWhole(plain, text);
      ASSERT_EQ(whole.Matches(text), matches) << expression << " on " << text;
      matched += matches ? 1 : 0;
    }
    EXPECT_GT(matched, 0) << expression;
  }
}

TEST(WholeExpression, MatchesHostNamesAsTheExpressionDoes) {
  const WholeExpression whole(kHostName, kBytesMax);
  const RE2 plain(kHostName, BytewiseOptions());
  for (size_t label = 0; label < 70; ++label) {
    const std::string text = std::string(label, 'a') + "." + std::string(1 + label / 2, 'b');
    EXPECT_EQ(whole.Matches(text), IsWhole(plain, text)) << label;
  }
}

}  // namespace
}  // namespace txtsentry::verdict
