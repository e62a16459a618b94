#include "core/verdict/byte_automaton.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "core/verdict/bytewise_re2.h"
#include "core/verdict/known_kind_table.h"
#include "core/verdict/payload_expressions.h"
#include "core/verdict/whole_expression.h"
#include "tests/core/verdict/expression_sampler.h"

namespace txtsentry::verdict {
namespace {

absl::StatusOr<ByteAutomaton> AutomatonOf(const std::string& expression,
                                          ByteAutomaton::Of of = ByteAutomaton::Of::kWholeText) {
  auto tree = ReadExpression(expression);
  if (!tree.ok()) return tree.status();
  return ByteAutomaton::Make(*tree, of);
}

TEST(ByteAutomaton, MatchesWholeTextsOnly) {
  const auto automaton = AutomatonOf("ab+|c?");
  ASSERT_TRUE(automaton.ok()) << automaton.status();
  for (const char* const text : {"ab", "ABBB", "", "c"}) EXPECT_TRUE(automaton->Matches(text));
  for (const char* const text : {"a", "xab", "abx", "abc", "cc", "\xff"}) {
    EXPECT_FALSE(automaton->Matches(text)) << text;
  }
}

TEST(ByteAutomaton, MayMatchNothingOrEverything) {
  const auto nothing = AutomatonOf("");
  ASSERT_TRUE(nothing.ok());
  EXPECT_TRUE(nothing->Matches(""));
  EXPECT_FALSE(nothing->Matches("a"));
  const auto everything = AutomatonOf("(?:[^a]|a)*");
  ASSERT_TRUE(everything.ok());
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_TRUE(everything->Matches(all));
}

TEST(ByteAutomaton, FindsPartsAndLooksAtTheirPlaces) {
  const auto automaton = AutomatonOf("\\bab\\b|^c|d$", ByteAutomaton::Of::kAnyPart);
  ASSERT_TRUE(automaton.ok()) << automaton.status();
  for (const char* const text : {"ab", "-ab-", "c", "cc", "xd",
                                 "\xff"
                                 "ab\xff"}) {
    EXPECT_TRUE(automaton->Matches(text)) << text;
  }
  for (const char* const text : {"", "xab", "abx", "_ab", "xc", "dx", "a b"}) {
    EXPECT_FALSE(automaton->Matches(text)) << text;
  }
}

TEST(ByteAutomaton, RefusesWhatIsTooLarge) {
  // Which of the last 20 bytes were an a has to be remembered.
  EXPECT_TRUE(absl::IsResourceExhausted(AutomatonOf("[ab]*a[ab]{20}").status()));
  EXPECT_TRUE(absl::IsResourceExhausted(AutomatonOf("(?:(?:abc){99}d){99}").status()));
}

// Expressions of a few forms and bytes, so that texts often match or nearly do.
std::string RandomExpression(std::mt19937& random, int depth) {
  std::string expression;
  for (size_t i = 1 + random() % 3; i > 0; --i) {
    switch (random() % (depth > 0 ? 9 : 6)) {
      case 0:
        expression += "[ab]";
        break;
      case 1:
        expression += "[^a]";
        break;
      case 2:
        expression += "(?-i:B)";
        break;
      case 3:
        // Nothing of these is repeated, since RE2 refuses some of it.
        expression += std::vector<const char*>{"^", "$", "\\b"}[random() % 3];
        continue;
      case 4:
      case 5:
        expression += "abc"[random() % 3];
        break;
      default:
        expression += "(?:" + RandomExpression(random, depth - 1) + "|" +
                      RandomExpression(random, depth - 1) + ")";
    }
    constexpr const char* kRepetitions[] = {"",  "",    "",      "*",    "+",
                                            "?", "{2}", "{0,3}", "{1,}", "{0}"};
    expression += kRepetitions[random() % 10];
  }
  return expression;
}

class ByteAutomatonAndRe2 : public ::testing::TestWithParam<ByteAutomaton::Of> {};

TEST_P(ByteAutomatonAndRe2, MatchTheSameTexts) {
  std::mt19937 random(5);
  int matched = 0;
  int too_large = 0;
  for (int i = 0; i < 2'000; ++i) {
    const std::string expression = RandomExpression(random, 2);
    const auto automaton = AutomatonOf(expression, GetParam());
    if (absl::IsResourceExhausted(automaton.status())) {
      ++too_large;
      continue;
    }
    ASSERT_TRUE(automaton.ok()) << expression << ": " << automaton.status();
    const RE2 re2(expression, BytewiseOptions());
    ASSERT_TRUE(re2.ok()) << expression;
    for (int j = 0; j < 60; ++j) {
      std::string text;
      for (size_t k = random() % 9; k > 0; --k) text += "abcABC\n\xe9_0\xff"[random() % 12];
      const bool matches = GetParam() == ByteAutomaton::Of::kAnyPart ? RE2::PartialMatch(text, re2)
                                                                     : IsWhole(re2, text);
      ASSERT_EQ(automaton->Matches(text), matches) << expression << " on " << text;
      matched += matches ? 1 : 0;
    }
  }
  EXPECT_GT(matched, 3'000);
  EXPECT_LT(too_large, 20);
}

INSTANTIATE_TEST_SUITE_P(All, ByteAutomatonAndRe2,
                         ::testing::Values(ByteAutomaton::Of::kWholeText,
                                           ByteAutomaton::Of::kAnyPart),
                         [](const auto& tested) {
                           return tested.param == ByteAutomaton::Of::kAnyPart ? "AnyPart" : "Whole";
                         });

// One byte of `text` more, less or other than it was; or twice a part of it.
std::string Changed(std::string text, std::mt19937& random) {
  const size_t at = random() % (text.size() + 1);
  const auto byte = static_cast<char>(random() % 2 == 0 ? random() % 256 : 33 + random() % 94);
  switch (random() % 4) {
    case 0:
      return text.insert(at, 1, byte);
    case 1:
      return text.erase(at, 1);
    case 2:
      return text.replace(at, 1, 1, byte);
    default:
      return text.insert(at, text.substr(at, random() % 70));
  }
}

// All expressions for whole texts, by name.
std::vector<std::pair<std::string, std::string>> WholeExpressions() {
  std::vector<std::pair<std::string, std::string>> expressions = {
      {"belonging word", BelongingWord()}, {"key word", KeyWord()}, {"slips", Slips()}};
  for (const KnownKind& kind : KnownKindTable()) {
    expressions.emplace_back(kind.name, kind.expression);
  }
  return expressions;
}

TEST(ByteAutomaton, MatchesTheTablesExpressionsAsRe2Does) {
  std::mt19937 random(6);
  for (const auto& [name, expression] : WholeExpressions()) {
    const WholeExpression whole(expression);
    ASSERT_TRUE(whole.ok());
    const ExpressionSampler sampler(expression);
    for (int i = 0; i < 300; ++i) {
      std::string text = sampler.Sample(random);
      ASSERT_TRUE(IsWhole(whole.exact(), text)) << name << ": " << text;
      ASSERT_TRUE(whole.Matches(text)) << name << ": " << text;
      for (int changes = 0; changes < 3; ++changes) {
        text = Changed(std::move(text), random);
        ASSERT_EQ(whole.Matches(text), IsWhole(whole.exact(), text)) << name << ": " << text;
      }
    }
  }
}

TEST(ByteAutomaton, IsThereForAllExpressionsButOne) {
  for (const auto& [name, expression] : WholeExpressions()) {
    // Its identifier has a letter past f anywhere in 63 bytes, which takes 2^32 states.
    EXPECT_EQ(WholeExpression(expression).HasAutomaton(), name != "mta_sts") << name;
  }
}

}  // namespace
}  // namespace txtsentry::verdict
