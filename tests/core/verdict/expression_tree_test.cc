#include "core/verdict/expression_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace txtsentry::verdict {
namespace {

using ::testing::HasSubstr;
using Type = ExpressionNode::Type;

std::string BytesOf(const ExpressionNode& node) {
  std::string bytes;
  for (size_t byte = 0; byte < 256; ++byte) {
    if (node.bytes.test(byte)) bytes += static_cast<char>(byte);
  }
  return bytes;
}

// The items of an expression without alternatives.
std::vector<ExpressionNode> ItemsOf(const std::string& expression) {
  const auto root = ReadExpression(expression);
  EXPECT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(root->type, Type::kOneOf);
  EXPECT_EQ(root->parts.size(), 1u);
  return root->parts[0].parts;
}

TEST(ReadExpression, KnowsWhatStandsForOneByte) {
  const auto items = ItemsOf(R"(a[^\x00-\xfd]\.[a\]-]\d[[:punct:]]-\x21(?-i:Z))");
  ASSERT_EQ(items.size(), 9u);
  EXPECT_EQ(BytesOf(items[0]), "Aa");
  // Latin-1's 0xfe is the small letter of 0xde.
  EXPECT_EQ(BytesOf(items[1]), "\xff");
  EXPECT_EQ(BytesOf(items[2]), ".");
  EXPECT_EQ(BytesOf(items[3]), "-A]a");
  EXPECT_EQ(BytesOf(items[4]), "0123456789");
  EXPECT_EQ(BytesOf(items[5]), "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
  EXPECT_EQ(BytesOf(items[6]), "-");
  EXPECT_EQ(BytesOf(items[7]), "!");
  EXPECT_EQ(BytesOf(items[8].parts[0].parts[0]), "Z");
}

TEST(ReadExpression, FoldsTheCaseOfLatin1AsRe2Does) {
  EXPECT_EQ(BytesOf(ItemsOf("\xef")[0]), "\xcf\xef");
  EXPECT_EQ(BytesOf(ItemsOf("\xd7")[0]), "\xd7");
}

TEST(ReadExpression, KnowsRepetitions) {
  const auto items = ItemsOf("ab*c+d?e{3}f{2,}g{4,5}h{1,9}?(?:ij){0,2}");
  ASSERT_EQ(items.size(), 9u);
  const std::pair<size_t, size_t> expected[] = {{1, 1},
                                                {0, ExpressionNode::kNoLimit},
                                                {1, ExpressionNode::kNoLimit},
                                                {0, 1},
                                                {3, 3},
                                                {2, ExpressionNode::kNoLimit},
                                                {4, 5},
                                                {1, 9},
                                                {0, 2}};
  for (size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(std::make_pair(items[i].min, items[i].max), expected[i]) << i;
  }
}

TEST(ReadExpression, KnowsAlternativesAndPlaces) {
  const auto root = ReadExpression("^a||(?:b|\\bc)$");
  ASSERT_TRUE(root.ok());
  ASSERT_EQ(root->parts.size(), 3u);
  EXPECT_EQ(root->parts[0].parts[0].type, Type::kPlace);
  EXPECT_EQ(root->parts[0].parts[0].place, ExpressionNode::Place::kBegin);
  EXPECT_EQ(root->parts[2].parts[1].place, ExpressionNode::Place::kEnd);
  EXPECT_TRUE(root->parts[1].parts.empty());
  EXPECT_EQ(root->parts[2].parts[0].parts.size(), 2u);
}

TEST(ReadExpression, SaysWhatItDoesNotRead) {
  const std::pair<const char*, const char*> wrong[] = {
      {"a(b)", "byte 1 of an expression: a group of another kind"},
      {"(?s:a)", "a group of another kind"},
      {"(?:a", "a group without its )"},
      {"a)", "a ) without its ("},
      {"a{x}", "a repetition without its number"},
      {"a{1,2", "a repetition without its }"},
      {"[ab", "no class of bytes"},
      {"[ab\\", "no class of bytes"},
      {"[[:x", "no class of bytes"},
      {"\\", "no class of bytes"},
      {"\\x4", "no class of bytes"},
      {"*a", "no class of bytes"},
      {"\\012", "an octal number"},
  };
  for (const auto& [expression, message] : wrong) {
    const auto root = ReadExpression(expression);
    EXPECT_TRUE(absl::IsInvalidArgument(root.status())) << expression;
    EXPECT_THAT(std::string(root.status().message()), HasSubstr(message)) << expression;
  }
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "(?:";
  EXPECT_THAT(std::string(ReadExpression(deep).status().message()), HasSubstr("groups deep"));
}

}  // namespace
}  // namespace txtsentry::verdict
