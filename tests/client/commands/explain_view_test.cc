#include "client/commands/explain_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/commands/explain_html.h"
#include "client/commands/explain_json.h"
#include "client/commands/explain_terminal.h"
#include "tests/support/random.h"

namespace txtsentry::client {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// "ab cd": a raises, b raises a little, the space has no contribution, c lowers, d is neutral.
RecordExplanation Example() {
  RecordExplanation example;
  example.text = "ab cd";
  example.result.probability = 0.25;
  example.result.category = "unknown";
  example.result.token_count = 12;
  example.parts = {{0, 1, 2.0f}, {1, 1, 0.5f}, {3, 1, -1.0f}, {4, 1, 0.0f}};
  example.logit = 2.5f;
  example.baseline_logit = 1.0f;
  example.model = "test@1+0123456789ab";
  return example;
}

// Any bytes as a text, with a contribution for each.
RecordExplanation Hostile(const std::string& text) {
  RecordExplanation hostile;
  hostile.text = text;
  for (size_t i = 0; i < text.size(); ++i) {
    hostile.parts.push_back({i, 1, static_cast<float>(i % 7) - 3.0f});
  }
  hostile.result.category = hostile.result.reasons.emplace_back(text);
  hostile.nearest_kind = hostile.model = text;
  return hostile;
}

TEST(ExplainViewTest, ShadesAreRelativeToTheLargestPart) {
  const auto cells = TextCells(Example());
  ASSERT_EQ(cells.size(), 5u);
  EXPECT_EQ(cells[0].shade, 5);
  EXPECT_EQ(cells[1].shade, 2);
  EXPECT_FALSE(cells[2].has_part);
  EXPECT_EQ(cells[3].shade, -3);
  EXPECT_EQ(cells[4].shade, 0);
}

TEST(ExplainViewTest, StretchesAreRunsOfOneSign) {
  const auto raising = TopStretches(Example(), true, 5);
  ASSERT_EQ(raising.size(), 1u);
  EXPECT_EQ(raising[0].shown, "ab");
  EXPECT_EQ(raising[0].logit, 2.5);
  const auto lowering = TopStretches(Example(), false, 5);
  ASSERT_EQ(lowering.size(), 1u);
  EXPECT_EQ(lowering[0].shown, "c");
  EXPECT_THAT(TopStretches(Example(), true, 0), IsEmpty());
}

TEST(ExplainViewTest, WritesMarkersUnderTheTextWithoutColour) {
  EXPECT_THAT(ExplainForTerminal(Example(), false, 80), HasSubstr("\n  ab cd\n  #+ =\n"));
}

TEST(ExplainViewTest, ResetsTheColourAtLineEnds) {
  RecordExplanation example = Example();
  example.text = std::string(100, 'a');
  example.parts.clear();
  for (size_t i = 0; i < 100; ++i) example.parts.push_back({i, 1, 1.0f});
  const std::string out = ExplainForTerminal(example, true, 40);
  EXPECT_THAT(out, HasSubstr("  \x1b[38;5;16;48;5;196m" + std::string(38, 'a') + "\x1b[0m\n"));
}

TEST(ExplainViewTest, WarnsIfTheSumIsInaccurate) {
  RecordExplanation example = Example();
  EXPECT_THAT(ExplainForTerminal(example, false, 80), Not(HasSubstr("warning")));
  example.residual = 0.5f;
  EXPECT_THAT(ExplainForTerminal(example, false, 80), HasSubstr("warning"));
}

TEST(ExplainViewTest, EscapesAnyBytesForATerminal) {
  test::Random random(71);
  for (int i = 0; i < 300; ++i) {
    const auto hostile = Hostile(random.Bytes(random.Between(0, 200)) + "\x1b[31m\x1b]0;x\x07");
    for (const char c : ExplainForTerminal(hostile, false, 60)) {
      ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F)) << static_cast<int>(c);
    }
    const std::string coloured = ExplainForTerminal(hostile, true, 60);
    for (size_t at = coloured.find('\x1b'); at != std::string::npos;
         at = coloured.find('\x1b', at + 1)) {
      const bool ours =
          coloured.compare(at, 4, "\x1b[0m") == 0 || coloured.compare(at, 7, "\x1b[38;5;") == 0;
      ASSERT_TRUE(ours) << at;
    }
  }
}

TEST(ExplainViewTest, EscapesMarkupOfARecord) {
  const std::string clean = ExplainAsHtml(Hostile("a"));
  const std::string nul(1, '\0');
  const std::string page =
      ExplainAsHtml(Hostile("<script>alert('\"&')</script><!--\xFF" + nul + "-->" + nul));
  for (const char* markup : {"<script", "</script", "<!--"}) {
    EXPECT_THAT(page, Not(HasSubstr(markup)));
  }
  for (const char c : page) ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;"));
  EXPECT_THAT(clean, HasSubstr("default-src 'none'"));
}

TEST(ExplainViewTest, JsonContainsTheScoredEventAndTheExplanation) {
  EXPECT_EQ(
      ExplainAsJson(Example(), "example.net"),
      "{\"text\":\"ab cd\",\"owner_name\":\"example.net\",\"txt_score\":{\"probability\":0.25,"
      "\"label\":0,\"category\":\"unknown\",\"reasons\":[],\"matcher\":\"\",\"token_count\":12,"
      "\"model\":\"test@1+0123456789ab\"},\"explanation\":{\"logit\":2.5,\"baseline_logit\":1,"
      "\"residual\":0,\"nearest_kind\":\"\",\"contributions\":["
      "{\"offset_bytes\":0,\"length_bytes\":1,\"logit\":2},"
      "{\"offset_bytes\":1,\"length_bytes\":1,\"logit\":0.5},"
      "{\"offset_bytes\":3,\"length_bytes\":1,\"logit\":-1},"
      "{\"offset_bytes\":4,\"length_bytes\":1,\"logit\":0}]}}\n");
  EXPECT_THAT(ExplainAsJson(Hostile("\xFF"), ""), HasSubstr("{\"strings_b64\":[\"/w==\"],"));
}

}  // namespace
}  // namespace txtsentry::client
