// Tests the readers of lines, NDJSON and CSV, and format detection.
#include <string>

#include "client/formats/csv_record.h"
#include "client/formats/event_reader.h"
#include "client/formats/format_detect.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/client/formats/read_events.h"

namespace txtsentry::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LinesReaderTest, ReadsOneRecordPerLine) {
  const auto read = ReadEvents(InputFormat::kLines, "v=spf1 -all\r\n\n  a b \nlast");
  EXPECT_TRUE(read.status.ok());
  EXPECT_THAT(DescribeAll(read.events),
              ElementsAre(R"({"text":"v=spf1 -all"} | =v=spf1 -all)", R"({"text":""} | =)",
                          R"({"text":"  a b "} | =  a b )", R"({"text":"last"} | =last)"));
}

TEST(LinesReaderTest, KeepsBytesThatAreNotUtf8) {
  const auto read = ReadEvents(InputFormat::kLines, "a\xff\n");
  EXPECT_THAT(DescribeAll(read.events), ElementsAre("{\"strings_b64\":[\"Yf8=\"]} | =a\xff"));
}

TEST(LinesReaderTest, ReportsALineOverTheLimitAndContinues) {
  const auto read =
      ReadEvents(InputFormat::kLines, std::string(kLineBytesMax + 1, 'x') + "\nnext\n");
  ASSERT_EQ(read.events.size(), 2u);
  EXPECT_EQ(read.events[0].status.message(), "line bytes=1048577 exceeds line_bytes_max=1048576");
  EXPECT_EQ(read.events[0].line.size(), kLineBytesMax);
  EXPECT_EQ(read.events[1].records[0].request.text, "next");
}

TEST(NdjsonReaderTest, ReadsTheThreeFormsOfARecord) {
  const auto read = ReadEvents(InputFormat::kNdjson,
                               "{\"text\":\"a\\u00e9\",\"owner_name\":\"x.test\"}\n"
                               "\n"
                               "{\"strings\":[\"a\",\"\",\"b\"]}\r\n"
                               "{\"strings_b64\":[\"/w==\",\"YQ==\"],\"owner_name\":null}\n"
                               "{\"strings\":[]}");
  EXPECT_TRUE(read.status.ok());
  EXPECT_THAT(Texts(read.events), ElementsAre("aé", "a  b", "\xff a", ""));
  EXPECT_EQ(read.events[0].records[0].request.owner_name, "x.test");
  EXPECT_EQ(read.events[1].json, "{\"strings\":[\"a\",\"\",\"b\"]}");
}

TEST(NdjsonReaderTest, ReadsALoneSurrogateAsAReplacementCharacter) {
  const auto read = ReadEvents(InputFormat::kNdjson, R"({"text":"x\ud800y"})");
  EXPECT_THAT(DescribeAll(read.events), ElementsAre(R"({"text":"x\ud800y"} | =x�y)"));
}

TEST(NdjsonReaderTest, KeepsEveryInvalidLineWithItsError) {
  const auto read = ReadEvents(InputFormat::kNdjson,
                               "{\"text\":1}\n{\"other\":\"a\"}\nnot json\n{\"strings\":[1]}\n"
                               "{\"strings_b64\":[\"*\"]}\n{\"text\":\"a\",\"owner_name\":2}\n"
                               "{\"text\":\"a\",\"txt_score\":{}}\n{\"text\":\"good\"}\n");
  ASSERT_EQ(read.events.size(), 8u);
  const auto texts = DescribeAll(read.events);
  EXPECT_EQ(texts[0], "{\"text\":1} !text is not a string");
  EXPECT_EQ(texts[1], "{\"other\":\"a\"} !none of the members text, strings and strings_b64");
  EXPECT_THAT(texts[2], HasSubstr("line:not json !not a JSON object: "));
  EXPECT_THAT(texts[3], HasSubstr("!strings is not an array of strings"));
  EXPECT_THAT(texts[4], HasSubstr("!strings_b64 holds a string that is not base64"));
  EXPECT_THAT(texts[5], HasSubstr("!owner_name is not a string"));
  EXPECT_EQ(texts[6],
            "line:{\"text\":\"a\",\"txt_score\":{}} !the event already has a member txt_score");
  EXPECT_EQ(texts[7], "{\"text\":\"good\"} | =good");
}

TEST(CsvReaderTest, ReadsQuotedCellsOfRfc4180) {
  const auto read = ReadEvents(InputFormat::kCsv,
                               "\xef\xbb\xbfowner_name,text,note\r\n"
                               "a.test,\"v=spf1, \"\"x\"\"\r\nsecond line\",n\r\n"
                               "\r\n"
                               "b.test,pla\"in,\"\"\n"
                               "c.test,,");
  EXPECT_TRUE(read.status.ok()) << read.status;
  EXPECT_THAT(Texts(read.events), ElementsAre("v=spf1, \"x\"\r\nsecond line", "pla\"in", ""));
  EXPECT_EQ(read.events[0].json,
            R"({"owner_name":"a.test","text":"v=spf1, \"x\"\r\nsecond line","note":"n"})");
  EXPECT_EQ(read.events[2].records[0].request.owner_name, "c.test");
}

TEST(CsvReaderTest, WritesInvalidUtf8CellsAsBase64) {
  const auto read = ReadEvents(InputFormat::kCsv, "text,n\na\xff,b\xff\n");
  EXPECT_EQ(read.events[0].json, "{\"strings_b64\":[\"Yf8=\"],\"n\":\"b\xef\xbf\xbd\"}");
  EXPECT_EQ(read.events[0].records[0].request.text, "a\xff");
}

TEST(CsvReaderTest, KeepsInvalidRecordsWithTheirErrors) {
  const auto read = ReadEvents(InputFormat::kCsv, "text,n\na\na,b,c\n\"a\"x,b\nok,1\n\"open,1\nx");
  ASSERT_EQ(read.events.size(), 5u);
  const auto texts = DescribeAll(read.events);
  EXPECT_EQ(texts[0], "line:a !cells=1 differs from the header's columns=2");
  EXPECT_EQ(texts[1], "line:a,b,c !cells=3 differs from the header's columns=2");
  EXPECT_EQ(texts[2], "line:\"a\"x,b !cell 1 has text after its closing quote");
  EXPECT_THAT(texts[3], HasSubstr("=ok"));
  EXPECT_EQ(texts[4], "line:\"open,1\nx\n !a quoted cell is not closed");
}

TEST(CsvReaderTest, EndsAnUnclosedQuoteAtTheLimit) {
  std::string input = "text\n\"";
  const std::string filler(1023, 'x');
  for (int i = 0; i < 1100; ++i) input += filler + "\n";
  const auto read = ReadEvents(InputFormat::kCsv, input);
  ASSERT_GT(read.events.size(), 2u);
  EXPECT_EQ(read.events[0].status.message(),
            "a quoted cell makes the record pass record_bytes_max=1048576 in 1025 lines");
  EXPECT_TRUE(read.events[1].status.ok());
}

TEST(CsvReaderTest, RejectsAnUnusableHeader) {
  const auto error = [](const std::string& input) {
    const auto read = ReadEvents(InputFormat::kCsv, input);
    EXPECT_EQ(read.status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(read.status.message());
  };
  EXPECT_EQ(error(""), "CSV input without a header line");
  EXPECT_EQ(error("a,b\n1,2\n"), "the CSV header has no column text");
  EXPECT_EQ(error("text,a,a\n"), "column 3 of the CSV header has the name of another");
  EXPECT_EQ(error("text,txt_score\n"), "the CSV input already has a column txt_score");
}

TEST(ReadersTest, EventsDoNotDependOnTheBlockSize) {
  const std::pair<InputFormat, std::string> inputs[] = {
      {InputFormat::kLines, "one\r\ntwo\n\nthree"},
      {InputFormat::kNdjson, "{\"text\":\"a\"}\n{\"text\":\nbroken\n{\"strings\":[\"b\"]}\n"},
      {InputFormat::kCsv, "text,n\r\n\"a\r\nb\",\"\"\"\"\r\nx,y\r\n"}};
  for (const auto& [format, input] : inputs) {
    const auto whole = DescribeAll(ReadEvents(format, input).events);
    EXPECT_GE(whole.size(), 2u);
    for (size_t block_bytes = 1; block_bytes < input.size(); ++block_bytes) {
      EXPECT_EQ(DescribeAll(ReadEvents(format, input, block_bytes).events), whole) << block_bytes;
    }
  }
}

TEST(DetectFormatTest, DetectsEachFormatFromItsFirstLine) {
  const std::pair<const char*, InputFormat> lines[] = {
      {"#separator \\x09", InputFormat::kZeek},
      {"#fields\tts\tuid", InputFormat::kZeek},
      {R"({"ts":1,"id.orig_h":"192.0.2.1","query":"a.test"})", InputFormat::kZeek},
      {R"({"query":"a.test","answers":["TXT 1 a"]})", InputFormat::kZeek},
      {R"({"text":"a"})", InputFormat::kNdjson},
      {"\xef\xbb\xbf{\"strings\":[]}", InputFormat::kNdjson},
      {R"({"text":)", InputFormat::kNdjson},
      {"{}", InputFormat::kNdjson},
      {"{", InputFormat::kNdjson},
      {"owner_name,text\r", InputFormat::kCsv},
      {"\"text\"", InputFormat::kCsv},
      {"v=spf1 include:example.com, text", InputFormat::kLines},
      {"text; other", InputFormat::kLines},
      {"{braces} in a text", InputFormat::kLines},
      {"# a comment", InputFormat::kLines},
      {"", InputFormat::kLines}};
  for (const auto& [line, format] : lines) EXPECT_EQ(DetectFormat(line, "text"), format) << line;
}

TEST(DetectFormatTest, LooksForTheGivenColumn) {
  EXPECT_EQ(DetectFormat("id,answer", "answer"), InputFormat::kCsv);
  EXPECT_EQ(DetectFormat("id,answer", "text"), InputFormat::kLines);
}

}  // namespace
}  // namespace txtsentry::client
