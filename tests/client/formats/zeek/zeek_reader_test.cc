#include <optional>
#include <string>
#include <vector>

#include "client/formats/event_reader.h"
#include "client/formats/zeek/zeek_txt_answer.h"
#include "core/base/file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/client/formats/read_events.h"

namespace txtsentry::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kTsv = ZeekEscaping::kTsv;
constexpr auto kJson = ZeekEscaping::kJson;

std::vector<std::string> Strings(std::string_view answer, ZeekEscaping escaping) {
  const auto strings = ParseZeekTxtAnswer(answer, escaping);
  if (!strings.ok()) return {"!" + std::string(strings.status().message())};
  return *strings;
}

TEST(ZeekTxtAnswerTest, ReadsStringsByTheirLengths) {
  EXPECT_THAT(Strings("TXT 18 302f017537c68f5169", kJson), ElementsAre("302f017537c68f5169"));
  EXPECT_THAT(Strings("TXT 13 k=rsa; p=MIGf TXT 4 HSrD", kTsv),
              ElementsAre("k=rsa; p=MIGf", "HSrD"));
  EXPECT_THAT(Strings("SPF 11 v=spf1 -all", kTsv), ElementsAre("v=spf1 -all"));
}

TEST(ZeekTxtAnswerTest, ReadsEmptyStrings) {
  EXPECT_THAT(Strings("TXT 0 ", kTsv), ElementsAre(""));
  EXPECT_THAT(Strings("TXT 0", kTsv), ElementsAre(""));
  EXPECT_THAT(Strings("TXT 0  TXT 0 ", kTsv), ElementsAre("", ""));
  EXPECT_THAT(Strings("TXT 0  TXT 1 a TXT 0 ", kJson), ElementsAre("", "a", ""));
}

TEST(ZeekTxtAnswerTest, AcceptsTextThatResemblesAnotherString) {
  EXPECT_THAT(Strings("TXT 11 a TXT 3 abc", kTsv), ElementsAre("a TXT 3 abc"));
  EXPECT_THAT(Strings("TXT 7 TXT 1 b TXT 1 c", kTsv), ElementsAre("TXT 1 b", "c"));
}

TEST(ZeekTxtAnswerTest, CountsAnEscapeAsOneByte) {
  EXPECT_THAT(Strings(R"(TXT 3 a\x00\xff)", kTsv), ElementsAre(std::string("a\0\xff", 3)));
  EXPECT_THAT(Strings(R"(TXT 3 a\x2cb)", kTsv), ElementsAre("a,b"));
  EXPECT_THAT(Strings(R"(TXT 2 \xc3\xa9 TXT 1 x)", kJson), ElementsAre("é", "x"));
  EXPECT_THAT(Strings("TXT 2 é", kJson), ElementsAre("é"));
}

TEST(ZeekTxtAnswerTest, UnescapesDoubledBackslashesInTsvOnly) {
  EXPECT_THAT(Strings(R"(TXT 5 \\x41z)", kTsv), ElementsAre(R"(\x41z)"));
  EXPECT_THAT(Strings(R"(TXT 3 a\b)", kJson), ElementsAre(R"(a\b)"));
  EXPECT_THAT(Strings(R"(TXT 4 a\\b)", kJson), ElementsAre(R"(a\\b)"));
}

TEST(ZeekTxtAnswerTest, UsesTheLengthToDetectEscapes) {
  EXPECT_THAT(Strings(R"(TXT 4 \x41)", kJson), ElementsAre(R"(\x41)"));
  EXPECT_THAT(Strings(R"(TXT 1 \x41)", kJson), ElementsAre("A"));
  EXPECT_THAT(Strings(R"(TXT 1 \x41 TXT 4 \x41)", kJson), ElementsAre("A", R"(\x41)"));
  EXPECT_THAT(Strings(R"(TXT 4 \x41)", kTsv), ElementsAre(R"(\x41)"));
  EXPECT_THAT(Strings(R"(TXT 5 \x41\x00)", kJson), ElementsAre(std::string("\\x41\0", 5)));
}

TEST(ZeekTxtAnswerTest, ReadsZeeksOtherJsonSettings) {
  EXPECT_THAT(Strings(R"(TXT 3 a\\\x08)", kJson), ElementsAre("a\\\b"));
  EXPECT_THAT(Strings("TXT 3 a\xf3\xb0\x80\x95z", kJson), ElementsAre("a\x15z"));
}

TEST(ZeekTxtAnswerTest, RejectsAWrongLength) {
  EXPECT_THAT(Strings("TXT 5 abc", kTsv),
              ElementsAre("!string 1 of the TXT answer does not have the 5 bytes it announces "
                          "(3 bytes follow, escapes included)"));
  EXPECT_THAT(Strings("TXT 2 abc", kTsv)[0], HasSubstr("string 1"));
  EXPECT_THAT(Strings("TXT 1 a TXT 9 b", kTsv)[0], HasSubstr("string 2"));
  EXPECT_THAT(Strings("TXT 99999999 a", kTsv)[0], HasSubstr("not of the form"));
}

TEST(ZeekTxtAnswerTest, ReadsTxtAnswersOnly) {
  EXPECT_FALSE(ZeekTxtRecord("192.0.2.1", kTsv, "q").has_value());
  EXPECT_FALSE(ZeekTxtRecord("TXT.example.com", kTsv, "q").has_value());
  EXPECT_FALSE(ZeekTxtRecord("TXT x y", kTsv, "q").has_value());
  EXPECT_FALSE(ZeekTxtRecord("", kTsv, "q").has_value());
  const auto record = ZeekTxtRecord("add: TXT 1 a TXT 1 b", kTsv, "q.test");
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->request.text, "a b");
  EXPECT_EQ(record->request.owner_name, "q.test");
  EXPECT_EQ(ZeekTxtRecord("TXT 9 a", kTsv, "q")->status.code(), absl::StatusCode::kInvalidArgument);
}

constexpr char kHeader[] =
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
    "#fields\tts\tid.orig_p\tquery\tqtype_name\tAA\tanswers\tTTLs\n"
    "#types\ttime\tport\tstring\tstring\tbool\tvector[string]\tvector[interval]\n";

TEST(ZeekReaderTest, ReadsABaselineRowWithoutAQueryType) {
  const auto read = ReadEvents(
      InputFormat::kZeek,
      std::string(kHeader) +
          "XXXXXXXXXX.XXXXXX\t51946\tflkr._domainkey.example.com\t-\tT\t"
          "fa14._domainkey.example.org,TXT 13 k=rsa; p=MIGf TXT 4 HSrD\t900.000000,7200.000000\n");
  EXPECT_THAT(
      DescribeAll(read.events),
      ElementsAre(R"({"ts":"XXXXXXXXXX.XXXXXX","id.orig_p":51946,)"
                  R"("query":"flkr._domainkey.example.com","AA":true,)"
                  R"("answers":["fa14._domainkey.example.org","TXT 13 k=rsa; p=MIGf TXT 4 HSrD"],)"
                  R"("TTLs":[900.000000,7200.000000]})"
                  " | flkr._domainkey.example.com=k=rsa; p=MIGf HSrD"));
}

TEST(ZeekReaderTest, TypesFieldsLikeZeeksJsonWriter) {
  const auto read = ReadEvents(InputFormat::kZeek,
                               std::string(kHeader) +
                                   "1.5\t53\t(empty)\tTXT\tF\t(empty)\t-\n"
                                   "1.5\t53\t\\x2d\tTXT\tF\tTXT 3 \\x2c\\x00\\xff,x\\\\y\t1.0,2.0\n"
                                   "1.5\t-\té\\xff\\xc3\\xa9\tTXT\t-\t-\t-\n");
  ASSERT_EQ(read.events.size(), 3u);
  EXPECT_EQ(read.events[0].json,
            R"({"ts":1.5,"id.orig_p":53,"query":"","qtype_name":"TXT","AA":false,"answers":[]})");
  EXPECT_EQ(read.events[1].json,
            R"({"ts":1.5,"id.orig_p":53,"query":"-","qtype_name":"TXT","AA":false,)"
            R"("answers":["TXT 3 ,\\x00\\xff","x\\y"],"TTLs":[1.0,2.0]})");
  EXPECT_EQ(read.events[1].records[0].request.text, std::string(",\0\xff", 3));
  EXPECT_EQ(read.events[2].json, R"({"ts":1.5,"query":"é\\xff\\xc3\\xa9","qtype_name":"TXT"})");
}

TEST(ZeekReaderTest, AcceptsHeadersThatChangeMidFile) {
  const auto read = ReadEvents(InputFormat::kZeek,
                               "#separator \\x09\n#fields\tquery\tanswers\n"
                               "a.test\tTXT 1 a\n#close\t2026\n"
                               "#separator ;\n#set_separator;|\n#empty_field;EMPTY\n"
                               "#unset_field;NONE\n#fields;answers;ts;query\n"
                               "TXT 1 b|TXT 3 c,d;NONE;b.test\nNONE;1;c.test\nEMPTY;1;d.test\n");
  EXPECT_THAT(
      DescribeAll(read.events),
      ElementsAre(R"({"query":"a.test","answers":["TXT 1 a"]} | a.test=a)",
                  R"({"answers":["TXT 1 b","TXT 3 c,d"],"query":"b.test"} | b.test=b | b.test=c,d)",
                  R"({"ts":"1","query":"c.test"})", R"({"answers":[],"ts":"1","query":"d.test"})"));
}

TEST(ZeekReaderTest, ReadsJsonEventsUnchanged) {
  const std::string line =
      R"({"ts": 1517336042.279652, "id.orig_h": "192.0.2.2", "query": "6dde.example.test", )"
      R"("qtype_name": "TXT", "answers": ["TXT 18 302f017537c68f5169", "TXT 2 \\x00\\x15"], )"
      R"("TTLs": [60.000000], "rejected": true})";
  const auto read = ReadEvents(InputFormat::kZeek, line + "\n{\"query\":\"b.test\"}\n");
  ASSERT_EQ(read.events.size(), 2u);
  EXPECT_EQ(read.events[0].json, line);
  EXPECT_THAT(Texts(read.events), ElementsAre("302f017537c68f5169", std::string("\0\x15", 2)));
  EXPECT_EQ(read.events[0].records[0].request.owner_name, "6dde.example.test");
  EXPECT_EQ(read.events[1].json, "{\"query\":\"b.test\"}");
}

TEST(ZeekReaderTest, KeepsInvalidLinesAndAnswersWithTheirErrors) {
  const auto read = ReadEvents(InputFormat::kZeek,
                               "early row\n#fields\tquery\tanswers\n"
                               "a.test\tTXT 1 a\textra\n"
                               "a.test\tTXT 1 a,TXT 9 b\n"
                               "{\"answers\":\"TXT 1 a\"}\n{\"answers\":[\"TXT 1 a\",1]}\n{oops\n"
                               "#fields\tanswers\ttxt_score\nTXT 1 a\t1\n");
  ASSERT_EQ(read.events.size(), 7u);
  const auto texts = DescribeAll(read.events);
  EXPECT_EQ(texts[0], "line:early row !a row before any #fields line");
  EXPECT_EQ(texts[1], "line:a.test\tTXT 1 a\textra !fields=3 differs from #fields with 2");
  EXPECT_THAT(texts[2], HasSubstr("| a.test=a | a.test= !string 1 of the TXT answer"));
  EXPECT_EQ(texts[3], "{\"answers\":\"TXT 1 a\"} !answers is not an array");
  EXPECT_EQ(texts[4], "{\"answers\":[\"TXT 1 a\",1]} !answers is not an array of strings");
  EXPECT_THAT(texts[5], HasSubstr("line:{oops !not a JSON object"));
  EXPECT_THAT(texts[6], HasSubstr("!the event already has a field txt_score"));
}

TEST(ZeekReaderTest, SampleLogsDoNotDependOnTheBlockSize) {
  const std::string folder = std::string(TXTSENTRY_SOURCE_DIR) + "/tests/data/";
  const auto tsv = base::ReadFile(folder + "zeek_dns.log", 1 << 20);
  const auto json = base::ReadFile(folder + "zeek_dns.json", 1 << 20);
  ASSERT_TRUE(tsv.ok() && json.ok());
  const auto from_tsv = ReadEvents(InputFormat::kAuto, *tsv);
  const auto from_json = ReadEvents(InputFormat::kAuto, *json);
  EXPECT_EQ(from_tsv.events.size(), 57u);
  EXPECT_EQ(Texts(from_tsv.events).size(), 50u);
  EXPECT_EQ(DescribeAll(from_tsv.events), DescribeAll(from_json.events));
  for (const Event& event : from_tsv.events) {
    EXPECT_TRUE(event.status.ok());
    for (const TxtRecord& record : event.records) EXPECT_TRUE(record.status.ok());
  }
  for (const size_t block_bytes : {1, 7, 1000}) {
    EXPECT_EQ(DescribeAll(ReadEvents(InputFormat::kAuto, *tsv, block_bytes).events),
              DescribeAll(from_tsv.events));
  }
}

}  // namespace
}  // namespace txtsentry::client
