#include "core/rules/match/pattern_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/rules/match/bytewise_re2.h"
#include "tests/support/random.h"

namespace txtsentry::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string> kExpressions = {R"(ab+c)", R"([a-c]{2,5}d?)", R"(.*\bcd\b.*)",
                                               R"((?:a|bc){0,7})", R"(d\s+[^d]*d)"};

std::unique_ptr<PatternList> ListOf(const std::vector<std::string>& expressions, MatchOf match_of,
                                    int64_t bytes_max = RE2::Options::kDefaultMaxMem) {
  auto list = std::make_unique<PatternList>(BytewiseOptions(bytes_max), match_of);
  for (const std::string& expression : expressions) {
    EXPECT_EQ(list->Add(expression).ToString(), "OK") << expression;
  }
  EXPECT_EQ(list->Compile().ToString(), "OK");
  return list;
}

std::vector<int> MatchesOneByOne(const std::vector<std::string>& expressions, MatchOf match_of,
                                 const std::string& text) {
  std::vector<int> found;
  for (size_t i = 0; i < expressions.size(); ++i) {
    const RE2 expression(expressions[i], BytewiseOptions());
    if (match_of == MatchOf::kWholeText ? RE2::FullMatch(text, expression)
                                        : RE2::PartialMatch(text, expression)) {
      found.push_back(static_cast<int>(i));
    }
  }
  return found;
}

std::string RandomText(test::Random& random, int64_t bytes_max) {
  std::string text;
  const int64_t bytes = random.Between(0, bytes_max);
  while (static_cast<int64_t>(text.size()) < bytes) text += "abcdD _\xff"[random.Between(0, 7)];
  return text;
}

TEST(PatternListTest, MatchesWhatEachExpressionMatchesAlone) {
  test::Random random(1);
  for (const MatchOf match_of : {MatchOf::kWholeText, MatchOf::kAnyPart}) {
    const auto list = ListOf(kExpressions, match_of);
    int matched = 0;
    for (int i = 0; i < 5000; ++i) {
      const std::string text = RandomText(random, 12);
      const std::vector<int> expected = MatchesOneByOne(kExpressions, match_of, text);
      ASSERT_EQ(list->Matches(text), expected) << text;
      ASSERT_EQ(list->MatchesAny(text), !expected.empty()) << text;
      if (!expected.empty()) ++matched;
    }
    EXPECT_GT(matched, 500);
  }
}

TEST(PatternListTest, ReturnsPositionsInTheOrderOfAdd) {
  const auto list = ListOf({"b", "a", "c", "[ab]+"}, MatchOf::kAnyPart);
  EXPECT_THAT(list->Matches("ab"), ElementsAre(0, 1, 3));
  EXPECT_THAT(list->Matches("x"), IsEmpty());
}

TEST(PatternListTest, FallsBackWhenTheSetRunsOutOfMemory) {
  // Counters of different lengths create a state for nearly every text.
  const std::vector<std::string> expressions = {"a.{40}b", "[ab].{37}c", "c.{43}a"};
  const auto tight = ListOf(expressions, MatchOf::kAnyPart, 90'000);
  test::Random random(2);
  for (int i = 0; i < 300; ++i) {
    const std::string text = RandomText(random, 400);
    ASSERT_EQ(tight->Matches(text), MatchesOneByOne(expressions, MatchOf::kAnyPart, text));
    ASSERT_EQ(tight->MatchesAny(text), !tight->Matches(text).empty());
  }
}

TEST(PatternListTest, ReportsTheExceededLimit) {
  PatternList list(BytewiseOptions(20'000), MatchOf::kAnyPart);
  ASSERT_TRUE(list.Add("[a-f]{300}").ok());
  ASSERT_TRUE(list.Add("[d-k]{300}").ok());
  const absl::Status status = list.Compile();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("2 expressions"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("20000 bytes"));
}

TEST(PatternListTest, RejectsAnInvalidExpression) {
  PatternList list(BytewiseOptions(), MatchOf::kAnyPart);
  EXPECT_EQ(list.Add("a(").code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace txtsentry::rules
