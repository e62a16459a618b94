#include "train/generator.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include "core/base/sha256.h"

namespace txtsentry::train {
namespace {

// This hash must hold for every compiler and library. It changes with the grammars; then a new
// model must be trained.
TEST(GeneratorTest, OutputIsPortable) {
  Generator generator(1);
  std::string file;
  for (int i = 0; i < 1000; ++i) file += FormatRecord(generator.Next().record) + "\n";
  EXPECT_EQ(base::Sha256Hex(file),
            "df0f56cf33dcd96acce00c942becc7cbba4b2f932f25d3f9cfcaf8a527ebe90b");
}

TEST(GeneratorTest, OutputDependsOnTheSeed) {
  Generator first(1), second(2);
  int equal = 0;
  for (int i = 0; i < 100; ++i) {
    if (first.Next().record.text == second.Next().record.text) ++equal;
  }
  EXPECT_LT(equal, 5);
}

TEST(GeneratorTest, DrawsEveryKindAndBothLabelsAboutEqually) {
  Generator generator(5);
  std::set<std::string_view> kinds;
  int unknown = 0;
  for (int i = 0; i < 20'000; ++i) {
    const GeneratedRecord generated = generator.Next();
    kinds.insert(generated.kind);
    unknown += generated.record.label;
  }
  EXPECT_EQ(kinds.size(), generator.kinds().size());
  EXPECT_GT(unknown, 8'000);
  EXPECT_LT(unknown, 12'000);
}

TEST(GeneratorTest, OmitsKindsAlsoInDisguise) {
  Omissions omissions;
  omissions.kinds = {"dnscat2", "spf"};
  ASSERT_TRUE(CheckOmissions(omissions).ok());
  Generator all(9), some(9, omissions);
  int in_disguise = 0;
  for (int i = 0; i < 20'000; ++i) {
    if (all.Next().origin == "dnscat2") ++in_disguise;
    const GeneratedRecord generated = some.Next();
    EXPECT_NE(generated.kind, "dnscat2");
    EXPECT_NE(generated.kind, "spf");
    EXPECT_NE(generated.origin, "dnscat2");
  }
  EXPECT_GT(in_disguise, 50);
}

TEST(GeneratorTest, DrawsOnlyFromTheNamedKinds) {
  Omissions omissions;
  omissions.all_kinds_but = {"evasion_prefix", "google"};
  ASSERT_TRUE(CheckOmissions(omissions).ok());
  Generator some(9, omissions);
  std::set<std::string_view> kinds;
  std::set<std::string_view> origins;
  for (int i = 0; i < 2000; ++i) {
    const GeneratedRecord generated = some.Next();
    kinds.insert(generated.kind);
    origins.insert(generated.origin);
  }
  EXPECT_EQ(kinds, (std::set<std::string_view>{"evasion_prefix", "google"}));
  EXPECT_TRUE(origins.count("dnscat2"));
  omissions.all_kinds_but = {"googol"};
  EXPECT_FALSE(CheckOmissions(omissions).ok());
}

TEST(GeneratorTest, OmitsTextsThatMatchAnExpression) {
  Omissions omissions;
  omissions.text_expression = "google";
  ASSERT_TRUE(CheckOmissions(omissions).ok());
  Generator generator(9, omissions);
  for (int i = 0; i < 5'000; ++i) {
    EXPECT_EQ(generator.Next().record.text.find("google"), std::string::npos);
  }
}

TEST(CheckOmissionsTest, NamesTheInvalidOmission) {
  Omissions kind, expression;
  kind.kinds = {"no_such_kind"};
  expression.text_expression = "(";
  EXPECT_NE(CheckOmissions(kind).ToString().find("no_such_kind"), std::string::npos);
  EXPECT_EQ(CheckOmissions(expression).code(), absl::StatusCode::kInvalidArgument);
}

TEST(GeneratorTest, NamesEachKindOnce) {
  std::set<std::string_view> names;
  const Generator generator(1);
  for (const Kind& kind : generator.kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
  }
}

}  // namespace
}  // namespace txtsentry::train
