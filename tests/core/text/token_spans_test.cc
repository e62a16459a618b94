#include "core/text/token_spans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/base/utf8.h"
#include "core/text/char_wb.h"
#include "core/text/tokenizer.h"
#include "tests/support/random.h"

namespace txtsentry::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Returns the n-grams selected by the spans, as UTF-8.
std::vector<std::string> Ngrams(const SpannedTokens& spanned) {
  std::vector<std::string> ngrams;
  for (const TokenSpan& token : spanned.tokens) {
    ngrams.emplace_back();
    for (uint32_t i = token.first; i < token.end; ++i) {
      base::AppendUtf8(spanned.characters[i].code_point, ngrams.back());
    }
  }
  return ngrams;
}

// Returns the source bytes of each character.
std::vector<std::string> Pieces(std::string_view bytes) {
  std::vector<std::string> pieces;
  for (const WordCharacter& c : SpanTokens(bytes).characters) {
    pieces.emplace_back(bytes.substr(c.begin, c.end - c.begin));
  }
  return pieces;
}

std::string RandomText(test::Random& random) {
  static constexpr std::string_view kPieces[] = {" = ",      " =",
                                                 "= ",       " - ",
                                                 "- ",       " : ",
                                                 ": ",       " :",
                                                 " ",        "\t",
                                                 "\"",       "'",
                                                 "=",        "-",
                                                 "a",        "B",
                                                 "zz",       "\xFF",
                                                 "\xE2\x82", "\xC3\x89",
                                                 "\xC4\xB0", ":",
                                                 "\xCE\xA3", "\xCC\x87",
                                                 "\x1C",     "\xE2\x80\x83",
                                                 "\xF0\x9F", "\xF0\x9F\x98\x80"};
  std::string text;
  for (int64_t n = random.Between(0, 30); n > 0; --n) {
    const int64_t piece = random.Between(0, static_cast<int64_t>(std::size(kPieces)));
    if (piece == std::size(kPieces)) {
      text += random.Bytes(1);
    } else {
      text += kPieces[piece];
    }
  }
  return text;
}

TEST(TokenSpansTest, SelectTheNgramsOfTheTokenizer) {
  test::Random random(21);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = RandomText(random);
    ASSERT_EQ(Ngrams(SpanTokens(text)), CharWbNgrams(text)) << i;
  }
}

TEST(TokenSpansTest, HaveTheTokenizersIdsInItsOrder) {
  const std::vector<std::string> tokens = {"<pad>", "<unk>", "a",  "b",
                                           "zz",    "a=",    "=b", "\xC3\xA9"};
  const auto tokenizer = Tokenizer::Create(tokens, 1).value();
  test::Random random(22);
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = RandomText(random);
    std::vector<int32_t> ids;
    tokenizer->AppendIds(text, ids);
    std::vector<int32_t> found;
    for (const std::string& ngram : Ngrams(SpanTokens(text))) {
      int32_t id = 1;
      for (size_t t = 2; t < tokens.size(); ++t) id = tokens[t] == ngram ? t : id;
      found.push_back(id);
    }
    ASSERT_EQ(found, ids) << i;
  }
}

TEST(TokenSpansTest, AreInRangeAscendingAndCoverEveryCharacter) {
  test::Random random(23);
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = RandomText(random);
    const SpannedTokens spanned = SpanTokens(text);
    const auto& characters = spanned.characters;
    for (size_t c = 0; c < characters.size(); ++c) {
      ASSERT_LT(characters[c].begin, characters[c].end);
      ASSERT_LE(characters[c].end, text.size());
      if (c == 0) continue;
      // Only the two characters of U+0130 share their bytes.
      const bool same = characters[c].begin == characters[c - 1].begin;
      ASSERT_TRUE(same ? characters[c].code_point == 0x0307 && characters[c - 1].code_point == 'i'
                       : characters[c].begin >= characters[c - 1].end);
    }
    std::vector<bool> covered(characters.size());
    for (const TokenSpan& token : spanned.tokens) {
      ASSERT_LT(token.first, token.end);
      ASSERT_LE(token.end, characters.size());
      ASSERT_LE(token.end - token.first, 4u);
      for (uint32_t c = token.first; c < token.end; ++c) covered[c] = true;
    }
    ASSERT_THAT(covered, ::testing::Each(true));
  }
}

TEST(TokenSpansTest, OfAReplacementCoverTheRemainingCharacter) {
  EXPECT_THAT(Pieces("a = b"), ElementsAre("a", "=", "b"));
  const SpannedTokens spanned = SpanTokens("a = b");
  EXPECT_EQ(spanned.characters[1].begin, 2u);
  EXPECT_EQ(spanned.characters[2].begin, 4u);
}

TEST(TokenSpansTest, ExcludeQuotesAndSpaces) {
  EXPECT_THAT(Pieces("\"a\"'b'  c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(SpanTokens("\" ' \t").tokens, IsEmpty());
  EXPECT_THAT(SpanTokens("").tokens, IsEmpty());
}

TEST(TokenSpansTest, OfAnInvalidSequenceCoverItsBytes) {
  EXPECT_THAT(Pieces("\xE2\x82x"), ElementsAre("\xE2\x82", "x"));
}

TEST(TokenSpansTest, OfALetterLoweredToTwoCoverThatLetter) {
  EXPECT_THAT(Pieces("\xC4\xB0"), ElementsAre("\xC4\xB0", "\xC4\xB0"));
}

TEST(TokenSpansTest, KeepNulBytes) {
  EXPECT_THAT(Pieces(std::string_view("\0a", 2)),
              ElementsAre(std::string(1, '\0'), std::string("a")));
}

}  // namespace
}  // namespace txtsentry::text
