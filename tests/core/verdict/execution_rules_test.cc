// The windows of each rule against its expression, as RE2 reads it.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/verdict/ascii.h"
#include "core/verdict/byte_automaton.h"
#include "core/verdict/byte_windows.h"
#include "core/verdict/bytewise_re2.h"
#include "core/verdict/execution_strings.h"
#include "core/verdict/expression_tree.h"
#include "tests/core/verdict/expression_sampler.h"

namespace txtsentry::verdict {
namespace {

RE2::Options Options() {
  RE2::Options options = BytewiseOptions();
  options.set_dot_nl(true);
  return options;
}

// The text between other bytes, in a random case.
std::string Disguised(const std::string& text, std::mt19937& random) {
  static const std::string kAround[] = {"", "", " ", ";", "x", "\"", "(", "=", "/", "\xff", "_"};
  const auto around = [&random] {
    return kAround[std::uniform_int_distribution<size_t>(0, std::size(kAround) - 1)(random)];
  };
  std::string disguised = around();
  for (const char c : text) {
    disguised += IsLower(c) && random() % 4 == 0 ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return disguised + around();
}

TEST(ExecutionRules, WhatAnExpressionMatchesHasOneOfItsWindows) {
  std::mt19937 random(11);
  for (const ExecutionRule& rule : ExecutionRules()) {
    const RE2 expression(rule.expression, Options());
    ASSERT_TRUE(expression.ok()) << rule.name;
    ByteWindows windows;
    ASSERT_EQ(windows.Add(0, rule.windows).ToString(), "OK") << rule.name;
    const ExpressionSampler sampler(rule.expression);
    int matched = 0;
    for (int i = 0; i < 4000; ++i) {
      const std::string text = Disguised(sampler.Sample(random), random);
      if (!RE2::PartialMatch(text, expression)) continue;
      ++matched;
      ASSERT_TRUE(windows.In(text) != 0) << rule.name << ": " << text;
    }
    EXPECT_GT(matched, 400) << rule.name << ": the sampler finds too few matches";
  }
}

TEST(ExecutionRules, HaveAutomata) {
  for (const ExecutionRule& rule : ExecutionRules()) {
    const auto tree = ReadExpression(rule.expression, Options());
    ASSERT_TRUE(tree.ok()) << rule.name << ": " << tree.status();
    EXPECT_TRUE(ByteAutomaton::Make(*tree, ByteAutomaton::Of::kAnyPart).ok()) << rule.name;
  }
}

TEST(ExecutionRules, TheFirstRuleWhoseExpressionMatchesIsFound) {
  std::mt19937 random(12);
  const ExecutionStrings strings;
  std::vector<std::unique_ptr<const RE2>> expressions;
  std::vector<ExpressionSampler> samplers;
  for (const ExecutionRule& rule : ExecutionRules()) {
    expressions.push_back(std::make_unique<const RE2>(rule.expression, Options()));
    samplers.emplace_back(rule.expression);
  }
  int found = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string text =
        Disguised(samplers[random() % samplers.size()].Sample(random), random) +
        Disguised(samplers[random() % samplers.size()].Sample(random), random);
    // With these the text is looked at without them, too.
    if (text.find_first_of("^`'\"+") != text.npos) continue;
    size_t first = 0;
    while (first < expressions.size() && !RE2::PartialMatch(text, *expressions[first])) ++first;
    const std::string_view expected =
        first < expressions.size() ? ExecutionRules()[first].name : std::string_view();
    ASSERT_EQ(strings.Find(text), expected) << text;
    if (!expected.empty()) ++found;
  }
  EXPECT_GT(found, 1000);
}

TEST(ExecutionRules, CommonRecordsHaveNoWindow) {
  ByteWindows windows;
  for (const ExecutionRule& rule : ExecutionRules()) {
    ASSERT_EQ(windows.Add(0, rule.windows).ToString(), "OK") << rule.name;
  }
  for (const char* text :
       {"v=spf1 include:_spf.google.com include:spf.protection.outlook.com ip4:192.0.2.0/24 ~all",
        "v=DMARC1; p=none; rua=mailto:dmarc@example.com", "MS=ms12345678",
        "google-site-verification=TYDOFECsuF7V6Op8q3NOr2mg3padTKn6j3GL2nwrDJU",
        "v=STSv1; id=20160831085700Z;",
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3"}) {
    EXPECT_EQ(windows.In(text), 0) << text;
  }
}

}  // namespace
}  // namespace txtsentry::verdict
