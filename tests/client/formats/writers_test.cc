#include <string>
#include <utility>
#include <vector>

#include "client/formats/event_writer.h"
#include "client/formats/terminal_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace txtsentry::client {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

ScoreResult Result(float probability, bool suspicious, int64_t token_count = 9) {
  ScoreResult result;
  result.probability = probability;
  result.suspicious = suspicious;
  result.category = "unknown";
  result.token_count = token_count;
  return result;
}

ScoreResult ErrorResult() {
  ScoreResult result;
  result.status = absl::InvalidArgumentError("bytes=70000 exceeds bytes_max=65535");
  return result;
}

Event EventOf(std::string json, const std::vector<std::string>& texts = {"a"}) {
  Event event;
  event.json = std::move(json);
  for (const std::string& text : texts) {
    event.records.emplace_back();
    event.records.back().request = {text, "x.test"};
  }
  return event;
}

Event BadEvent(std::string line) {
  Event event;
  event.line = std::move(line);
  event.status = absl::InvalidArgumentError("not a JSON object");
  return event;
}

std::string Written(EventWriter& writer, const Event& event,
                    const std::vector<ScoreResult>& results) {
  std::string out;
  writer.Write(event, results, out);
  return out;
}

WriterOptions Options() {
  WriterOptions options;
  options.model = "m@1+abc";
  return options;
}

TEST(NdjsonWriterTest, AddsOneObjectToTheUnchangedEvent) {
  const auto writer = NewNdjsonWriter(Options());
  ScoreResult result = Result(1.5726976e-06f, false, 99);
  result.category = "spf";
  result.reasons = {"KNOWN_KIND", "NOT_UTF8"};
  result.matcher = "spf_with_mistakes";
  EXPECT_EQ(Written(*writer, EventOf("{\"text\": \"a\" }"), {result}),
            "{\"text\": \"a\" ,\"txt_score\":{\"probability\":1.57269756e-06,\"label\":0,"
            "\"category\":\"spf\",\"reasons\":[\"KNOWN_KIND\",\"NOT_UTF8\"],\"matcher\":\"spf_with_"
            "mistakes\",\"token_count\":99,"
            "\"model\":\"m@1+abc\"}}\n");
}

TEST(NdjsonWriterTest, ReportsTheBlobAndTheExecutionRule) {
  const auto writer = NewNdjsonWriter(Options());
  ScoreResult result = Result(0.5f, true, 99);
  result.encoded_blob = ScoredBlob{"base64", 7, 20, 3.6843f};
  result.execution_rule = "invoke_expression";
  EXPECT_THAT(Written(*writer, EventOf("{}"), {result}),
              HasSubstr("\"reasons\":[],\"matcher\":\"\",\"encoded_blob\":{\"encoding\":\"base64\","
                        "\"offset\":7,\"length\":20,\"entropy\":3.684},\"execution_rule\":"
                        "\"invoke_expression\",\"token_count\":99,"));
}

TEST(NdjsonWriterTest, WritesProbabilitiesAsValidNumbers) {
  const auto writer = NewNdjsonWriter(Options());
  EXPECT_THAT(Written(*writer, EventOf("{}"), {Result(0, false)}),
              HasSubstr("{\"txt_score\":{\"probability\":0,"));
  EXPECT_THAT(Written(*writer, EventOf("{}"), {Result(1, true)}),
              HasSubstr("\"probability\":1,\"label\":1,"));
  EXPECT_THAT(Written(*writer, EventOf("{}"), {Result(0.1f, false)}),
              HasSubstr("\"probability\":0.100000001,"));
}

TEST(NdjsonWriterTest, ReportsTheWorstAnswerAndAllAnswers) {
  const auto writer = NewNdjsonWriter(Options());
  const std::string out = Written(*writer, EventOf("{\"q\":1}", {"a", "b", "c"}),
                                  {Result(0.25f, false), Result(0.75f, true), ErrorResult()});
  EXPECT_THAT(out, HasSubstr("{\"q\":1,\"txt_score\":{\"probability\":0.75,\"label\":1,"));
  EXPECT_THAT(out, HasSubstr("\"model\":\"m@1+abc\",\"answers\":[{\"probability\":0.25,"));
  EXPECT_THAT(out, EndsWith("\"token_count\":9},{\"error\":\"INVALID_ARGUMENT: bytes=70000 exceeds "
                            "bytes_max=65535\"}]}}\n"));
}

TEST(NdjsonWriterTest, PrefersASuspiciousAnswerToAHigherProbability) {
  const auto writer = NewNdjsonWriter(Options());
  EXPECT_THAT(
      Written(*writer, EventOf("{}", {"a", "b"}), {Result(0.9f, false), Result(0.5f, true)}),
      HasSubstr("\"txt_score\":{\"probability\":0.5,\"label\":1,"));
}

TEST(NdjsonWriterTest, KeepsEventsWithoutTxtAnswersUnchanged) {
  const auto writer = NewNdjsonWriter(Options());
  EXPECT_EQ(Written(*writer, EventOf("{\"query\":\"a\"}", {}), {}), "{\"query\":\"a\"}\n");
}

TEST(NdjsonWriterTest, KeepsUnreadableLines) {
  const auto writer = NewNdjsonWriter(Options());
  EXPECT_EQ(Written(*writer, BadEvent("no \"json\""), {}),
            "{\"line\":\"no \\\"json\\\"\",\"txt_score\":{\"error\":\"INVALID_ARGUMENT: not a JSON "
            "object\"}}\n");
  EXPECT_EQ(Written(*writer, BadEvent("\xff"), {}),
            "{\"line_b64\":\"/w==\",\"txt_score\":{\"error\":\"INVALID_ARGUMENT: not a JSON "
            "object\"}}\n");
  Event event = BadEvent("");
  event.json = "{\"text\":1}";
  EXPECT_EQ(Written(*writer, event, {}),
            "{\"text\":1,\"txt_score\":{\"error\":\"INVALID_ARGUMENT: not a JSON object\"}}\n");
}

TEST(NdjsonWriterTest, OnlySuspiciousKeepsSuspiciousEventsAndErrors) {
  WriterOptions options = Options();
  options.only_suspicious = true;
  const auto writer = NewNdjsonWriter(options);
  EXPECT_EQ(Written(*writer, EventOf("{}"), {Result(0.1f, false)}), "");
  EXPECT_EQ(Written(*writer, EventOf("{}", {}), {}), "");
  EXPECT_NE(Written(*writer, EventOf("{}"), {Result(0.9f, true)}), "");
  EXPECT_NE(Written(*writer, EventOf("{}"), {ErrorResult()}), "");
  EXPECT_NE(Written(*writer, BadEvent("x"), {}), "");
}

TEST(CsvWriterTest, StartsWithTheNotebooksColumns) {
  const auto writer = NewCsvWriter(Options());
  std::string out;
  writer->Begin(out);
  EXPECT_EQ(out,
            "predicted_is_unknown,pred_is_unknown,category,reasons,token_count,owner_name,error"
            "\r\n");
}

TEST(CsvWriterTest, WritesARowForEachRecordAndInvalidLine) {
  const auto writer = NewCsvWriter(Options());
  ScoreResult result = Result(0.1f, false);
  result.reasons = {"EMPTY", "NOT_UTF8"};
  Event event = EventOf("{}", {"a", "b", "c"});
  event.records[1].request.owner_name = "quote\",comma";
  EXPECT_EQ(Written(*writer, event, {result, Result(0.75f, true), ErrorResult()}),
            "0.100000001,0,unknown,EMPTY NOT_UTF8,9,x.test,\r\n"
            "0.75,1,unknown,,9,\"quote\"\",comma\",\r\n"
            ",,,,,x.test,INVALID_ARGUMENT: bytes=70000 exceeds bytes_max=65535\r\n");
  EXPECT_EQ(Written(*writer, BadEvent("x"), {}), ",,,,,,INVALID_ARGUMENT: not a JSON object\r\n");
  EXPECT_EQ(Written(*writer, EventOf("{}", {}), {}), "");
}

TEST(CsvWriterTest, OnlySuspiciousKeepsSuspiciousRecordsAndErrors) {
  WriterOptions options = Options();
  options.only_suspicious = true;
  const auto writer = NewCsvWriter(options);
  EXPECT_EQ(Written(*writer, EventOf("{}", {"a", "b"}), {Result(0.1f, false), Result(0.75f, true)}),
            "0.75,1,unknown,,9,x.test,\r\n");
  EXPECT_NE(Written(*writer, BadEvent("x"), {}), "");
}

TEST(TerminalTextTest, EscapesTerminalControlSequences) {
  EXPECT_EQ(TerminalText("a\x1b[31m\r\n\\é\xff\x7f", 100),
            "a\\x1b[31m\\x0d\\x0a\\\\\\xc3\\xa9\\xff\\x7f");
}

TEST(TerminalTextTest, FitsEveryWidthWithoutSplittingAnEscape) {
  const std::string text =
      "ab\x1b\xff"
      "cd";
  EXPECT_EQ(TerminalText(text, 12), "ab\\x1b\\xffcd");
  EXPECT_EQ(TerminalText(text, 11), "ab\\x1b...");
  EXPECT_EQ(TerminalText(text, 8), "ab...");
  EXPECT_EQ(TerminalText(text, 2), "..");
  EXPECT_EQ(TerminalText(text, 0), "");
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t start = 0; start < text.size();) {
    const size_t end = text.find('\n', start);
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

TEST(TableWriterTest, SortsSuspiciousRecordsFirstAndErrorsLast) {
  WriterOptions options = Options();
  options.width_columns = 80;
  const auto writer = NewTableWriter(options);
  std::string out;
  writer->Write(BadEvent("bad line"), {}, out);
  writer->Write(EventOf("{}", {"low", "first high"}), {Result(0.25f, false), Result(0.75f, true)},
                out);
  writer->Write(EventOf("{}", {"second high"}), {Result(0.75f, true)}, out);
  writer->Write(EventOf("{}", {"top\x1b"}), {Result(1, true)}, out);
  EXPECT_EQ(out, "");
  RunSummary summary;
  summary.events = 4;
  summary.records = 4;
  summary.suspicious = 3;
  summary.errors = 1;
  summary.seconds = 0.25;
  writer->End(summary, out);
  const auto lines = LinesOf(out);
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(lines[0], "SCORE     LABEL       CATEGORY  OWNER NAME  TEXT");
  EXPECT_EQ(lines[1], "1.000000  suspicious  unknown   x.test      top\\x1b");
  EXPECT_EQ(lines[2], "0.750000  suspicious  unknown   x.test      first high");
  EXPECT_EQ(lines[3], "0.750000  suspicious  unknown   x.test      second high");
  EXPECT_EQ(lines[4], "0.250000  ok          unknown   x.test      low");
  EXPECT_EQ(lines[5],
            "-         error       -         -           INVALID_ARGUMENT: not a JSON obje...");
  EXPECT_EQ(lines[6],
            "4 events, 0 without TXT; 4 TXT records: 3 suspicious, 0 without tokens, 1 errors; "
            "0.2 s, model m@1+abc");
}

TEST(TableWriterTest, RowsFitTheTerminal) {
  for (const int columns : {60, 80, 100, 200}) {
    WriterOptions options = Options();
    options.width_columns = columns;
    const auto writer = NewTableWriter(options);
    Event event = EventOf("{}", {std::string(500, 'x'), "\x01\x02\x03"});
    event.records[0].request.owner_name = std::string(300, 'o');
    ScoreResult result = Result(0.75f, true);
    result.category = "domain_verification";
    std::string out;
    writer->Write(event, {result, ErrorResult()}, out);
    writer->End({}, out);
    auto lines = LinesOf(out);
    lines.pop_back();
    for (const std::string& line : lines) {
      EXPECT_LE(line.size(), static_cast<size_t>(columns)) << line;
    }
  }
}

TEST(TableWriterTest, ShowsTheMatcherOnWideTerminals) {
  ScoreResult result = Result(0.1f, false);
  result.category = "dkim";
  result.matcher = "dkim_revoked_key";
  for (const int width : {100, 160}) {
    WriterOptions options = Options();
    options.width_columns = width;
    const auto writer = NewTableWriter(options);
    std::string out = Written(*writer, EventOf("{}"), {result});
    writer->End({}, out);
    EXPECT_THAT(out, HasSubstr("dkim"));
    EXPECT_EQ(out.find("dkim/dkim_revoked_key") != std::string::npos, width == 160);
  }
}

TEST(TableWriterTest, FallsBackToInputOrderForManyRows) {
  WriterOptions options = Options();
  options.table_rows_max = 2;
  const auto writer = NewTableWriter(options);
  std::string out;
  writer->Write(EventOf("{}", {"one", "two"}), {Result(0.1f, false), Result(0.9f, true)}, out);
  EXPECT_EQ(out, "");
  writer->Write(EventOf("{}", {"three"}), {Result(0.5f, true)}, out);
  writer->Write(EventOf("{}", {"four"}), {Result(1, true)}, out);
  writer->End({}, out);
  const auto lines = LinesOf(out);
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(lines[0], "More than 2 rows: not sorted, in input order.");
  EXPECT_THAT(lines[1], HasSubstr("SCORE"));
  EXPECT_THAT(lines[2], EndsWith("one"));
  EXPECT_THAT(lines[3], EndsWith("two"));
  EXPECT_THAT(lines[4], EndsWith("three"));
  EXPECT_THAT(lines[5], EndsWith("four"));
}

TEST(TableWriterTest, OnlySuspiciousKeepsSuspiciousRecordsAndErrors) {
  WriterOptions options = Options();
  options.only_suspicious = true;
  const auto writer = NewTableWriter(options);
  std::string out;
  writer->Write(EventOf("{}", {"low", "high"}), {Result(0.1f, false), Result(0.9f, true)}, out);
  writer->Write(BadEvent("bad"), {}, out);
  writer->End({}, out);
  EXPECT_THAT(out, Not(HasSubstr("low")));
  EXPECT_THAT(out, HasSubstr("high"));
  EXPECT_THAT(out, HasSubstr("error"));
}

}  // namespace
}  // namespace txtsentry::client
