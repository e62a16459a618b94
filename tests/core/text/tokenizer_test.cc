#include "core/text/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cinttypes>
#include <cstdlib>

#include "tests/core/text/ngram_ids.h"
#include "tests/support/escaped_lines.h"
#include "tests/support/random.h"

namespace txtsentry::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int32_t kUnknownId = 1;

std::unique_ptr<Tokenizer> MakeTokenizer(std::vector<std::string> tokens) {
  return Tokenizer::Create(tokens, kUnknownId).value();
}

std::vector<int32_t> Ids(const Tokenizer& tokenizer, std::string_view bytes) {
  std::vector<int32_t> ids;
  tokenizer.AppendIds(bytes, ids);
  return ids;
}

std::vector<int32_t> IdsUnicode(const Tokenizer& tokenizer, std::string_view bytes) {
  std::vector<int32_t> ids;
  tokenizer.AppendIdsUnicode(bytes, ids);
  return ids;
}

uint64_t Fnv1a(const std::vector<int32_t>& ids) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (const int32_t id : ids) {
    for (int shift = 0; shift < 32; shift += 8) {
      hash = (hash ^ (static_cast<uint32_t>(id) >> shift & 0xFF)) * 0x100000001B3u;
    }
  }
  return hash;
}

struct Golden {
  std::vector<std::string> tokens;
  struct Case {
    size_t count;
    uint64_t hash;
    std::string bytes;
  };
  std::vector<Case> cases;
};

// Reads tests/golden/tokenizer.golden.gz; make_tokenizer_golden.py documents its contents.
Golden ReadGolden() {
  const auto lines = test::ReadGzipLines(TXTSENTRY_SOURCE_DIR "/tests/golden/tokenizer.golden.gz");
  Golden golden;
  for (size_t i = 2; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    const size_t first = line.find('\t');
    if (first == std::string::npos) {
      if (line.rfind("strings ", 0) != 0) golden.tokens.push_back(test::Unescape(line));
      continue;
    }
    const size_t second = line.find('\t', first + 1);
    golden.cases.push_back({std::strtoull(line.c_str(), nullptr, 10),
                            std::strtoull(line.c_str() + first + 1, nullptr, 16),
                            test::Unescape(line.substr(second + 1))});
  }
  return golden;
}

TEST(TokenizerTest, EqualsScikitLearnOnEveryGoldenString) {
  const Golden golden = ReadGolden();
  ASSERT_GE(golden.cases.size(), 20'000u);
  const auto tokenizer = MakeTokenizer(golden.tokens);
  for (size_t i = 0; i < golden.cases.size(); ++i) {
    const Golden::Case& c = golden.cases[i];
    const std::vector<int32_t> ids = Ids(*tokenizer, c.bytes);
    ASSERT_EQ(ids.size(), c.count) << "string " << i;
    ASSERT_EQ(Fnv1a(ids), c.hash) << "string " << i;
    ASSERT_EQ(ids, IdsUnicode(*tokenizer, c.bytes)) << "string " << i;
  }
}

TEST(TokenizerTest, BothPathsEqualTheReferenceOnRandomText) {
  const std::vector<std::string> tokens = ReadGolden().tokens;
  const auto tokenizer = MakeTokenizer(tokens);
  const NgramIds expected(tokens, kUnknownId);
  test::Random random(7);
  const std::string alphabet = " \t=:-\"'aAbBzZ019\x1C\x1F\x0B" + std::string(1, '\0') + "\x7F";
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (int64_t n = random.Between(0, 60); n > 0; --n) {
      text.push_back(alphabet[random.Between(0, static_cast<int64_t>(alphabet.size()) - 1)]);
    }
    const std::vector<int32_t> ids = expected.Of(text);
    ASSERT_EQ(Ids(*tokenizer, text), ids) << i;
    ASSERT_EQ(IdsUnicode(*tokenizer, text), ids) << i;
    // A text with both ASCII and non-ASCII words.
    const std::string mixed = text + "\u00c9t\u00e9 " + text;
    ASSERT_EQ(Ids(*tokenizer, mixed), expected.Of(mixed)) << i;
  }
}

TEST(TokenizerTest, MapsUnknownNgramsToTheUnknownId) {
  const auto tokenizer = MakeTokenizer({"<pad>", "<unk>", "a", "ab"});
  EXPECT_THAT(Ids(*tokenizer, "A"), ElementsAre(2, 2, 2));
  EXPECT_THAT(Ids(*tokenizer, "ab"), ElementsAre(2, 3, 1, 3, 3, 3));
}

TEST(TokenizerTest, DistinguishesNulCharacters) {
  const auto tokenizer = MakeTokenizer({"<pad>", "<unk>", "a", std::string("\0a", 2)});
  EXPECT_THAT(Ids(*tokenizer, std::string_view("\0a", 2)), ElementsAre(1, 3, 2, 3, 3, 3));
}

TEST(TokenizerTest, AppendsNothingForTextWithoutAWord) {
  const auto tokenizer = MakeTokenizer({"<pad>", "<unk>"});
  EXPECT_THAT(Ids(*tokenizer, ""), IsEmpty());
  EXPECT_THAT(Ids(*tokenizer, " \"' '\" \t"), IsEmpty());
}

TEST(TokenizerTest, AppendsToTheVector) {
  const auto tokenizer = MakeTokenizer({"<pad>", "<unk>", "a"});
  std::vector<int32_t> ids = {42};
  tokenizer->AppendIds("a", ids);
  EXPECT_THAT(ids, ElementsAre(42, 2, 2, 2));
}

TEST(TokenizerTest, RejectsADuplicateToken) {
  EXPECT_EQ(Tokenizer::Create({"<pad>", "<unk>", "a", "a"}, 1).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(TokenizerTest, RejectsAnUnknownIdOutsideTheVocabulary) {
  EXPECT_EQ(Tokenizer::Create({"<pad>"}, 1).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Tokenizer::Create({"<pad>"}, -1).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace txtsentry::text
