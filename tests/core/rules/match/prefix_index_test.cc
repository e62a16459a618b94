#include "core/rules/match/prefix_index.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/rules/match/ascii.h"

namespace txtsentry::rules {
namespace {

const PrefixIndex& Index() {
  static const PrefixIndex* const index = new PrefixIndex({{"v=spf", "spf"},
                                                           {"v=spf1", "spf1"},
                                                           {"t=y; o=", "policy"},
                                                           {"k", "letter"},
                                                           {"=a", "separator"},
                                                           {"key:", "first key"},
                                                           {"key:", "second key"}});
  return *index;
}

TEST(PrefixIndexTest, FindsTheLongestPrefix) {
  const FoundPrefix prefix = Index().At("x v=spf1 -all", 2);
  EXPECT_EQ(prefix.name, "spf1");
  EXPECT_EQ(prefix.offset, 2u);
  EXPECT_EQ(prefix.bytes, 6u);
  EXPECT_EQ(Index().At("v=spf2", 0).name, "spf");
  EXPECT_EQ(Index().At("key:1", 0).name, "first key");
}

TEST(PrefixIndexTest, IgnoresCaseAndSpacesAroundSeparators) {
  EXPECT_EQ(Index().At("V \t=  SPF1", 0).bytes, 10u);
  EXPECT_EQ(Index().At("t=y;o=~", 0).name, "policy");
  EXPECT_EQ(Index().At("t = y ; o =", 0).name, "policy");
  EXPECT_EQ(Index().At("= a", 0).name, "separator");
  EXPECT_EQ(Index().At("KEY :", 0).name, "first key");
}

TEST(PrefixIndexTest, FindsNothingWithoutAPrefix) {
  EXPECT_EQ(Index().At("w=spf1", 0).name, "");
  EXPECT_EQ(Index().At("v", 0).name, "");
  EXPECT_EQ(Index().At("\xff\xfe", 0).name, "");
  EXPECT_EQ(PrefixIndex({}).At("v=spf1", 0).name, "");
}

TEST(PrefixIndexTest, FindsAOneBytePrefixAtTheEnd) {
  EXPECT_EQ(Index().At("ak", 1).name, "letter");
}

// The header's rule without tables: compares the bytes, ignoring case and spaces around separators.
size_t BytesByRule(std::string_view text, std::string_view prefix) {
  size_t at = 0;
  for (size_t i = 0; i < prefix.size(); ++i) {
    const auto separates = [](char c) { return c == '=' || c == ':' || c == ';'; };
    const bool blanks_before =
        separates(prefix[i]) || prefix[i] == ' ' || (i > 0 && separates(prefix[i - 1]));
    while (blanks_before && at < text.size() && IsBlank(text[at])) ++at;
    if (prefix[i] == ' ') continue;
    if (at == text.size() || ToLower(text[at]) != prefix[i]) return 0;
    ++at;
  }
  return at;
}

TEST(PrefixIndexTest, EqualsTheReferenceOnRandomTexts) {
  const std::vector<std::string> prefixes = {"v=spf1", "v=spf",  "t=y; o=", "=a", "ab",  "a",
                                             "b:",     "v:spf1", ":=",      "p=", "oa1:"};
  std::vector<PrefixIndex::Prefix> named;
  for (const std::string& prefix : prefixes) named.push_back({prefix, prefix});
  const PrefixIndex index(named);
  std::mt19937 random(7);
  constexpr std::string_view kBytes = "vV==spfSPF1  ty;oabAB::\t\xff";
  int found = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    const size_t bytes = 1 + random() % 9;
    while (text.size() < bytes) text += kBytes[random() % kBytes.size()];
    if (IsBlank(text[0])) continue;
    size_t longest = 0;
    size_t prefix_bytes = 0;
    for (const std::string& prefix : prefixes) {
      const size_t standing = BytesByRule(text, prefix);
      if (standing > 0 && prefix.size() > prefix_bytes) {
        longest = standing;
        prefix_bytes = prefix.size();
      }
    }
    ASSERT_EQ(index.At(text, 0).bytes, longest) << text;
    found += longest > 0 ? 1 : 0;
  }
  EXPECT_GT(found, 10'000);
}

}  // namespace
}  // namespace txtsentry::rules
