#include "client/formats/json_text.h"

#include <string>

#include "client/formats/json_parser.h"
#include "gtest/gtest.h"

namespace txtsentry::client {
namespace {

std::string JsonString(std::string_view text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
}

std::string WithMember(std::string_view object) {
  std::string out;
  AppendWithMember(object, "\"k\":1", out);
  return out;
}

std::string Repaired(std::string json) {
  ReplaceLoneSurrogateEscapes(json);
  return json;
}

TEST(JsonTextTest, EscapesOnlyWhatJsonRequires) {
  EXPECT_EQ(JsonString(std::string_view("a\"b\\c\b\f\n\r\t\0\x1f\x7f/é\xf0\x9f\x98\x80", 20)),
            "\"a\\\"b\\\\c\\b\\f\\n\\r\\t\\u0000\\u001f\x7f/é\xf0\x9f\x98\x80\"");
}

TEST(JsonTextTest, RoundTripsEveryAsciiByte) {
  std::string text;
  for (char c = 0; c < 0x7f; ++c) text += c;
  JsonParser parser;
  const auto object = parser.Parse("{\"t\":" + JsonString(text) + "}");
  ASSERT_TRUE(object.ok()) << object.status();
  EXPECT_EQ(std::string_view((*object)["t"]), text);
}

TEST(JsonTextTest, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(JsonString("a\xff\xc3(b"), "\"a\xef\xbf\xbd\xef\xbf\xbd(b\"");
}

TEST(JsonTextTest, WritesInvalidUtf8MembersAsBase64) {
  std::string json = "{";
  AppendTextMember("text", "ok", json);
  AppendTextMember("text", "a\xff", json);
  EXPECT_EQ(json, "{\"text\":\"ok\",\"strings_b64\":[\"Yf8=\"]");
}

TEST(JsonTextTest, AddsAMemberBeforeTheClosingBrace) {
  EXPECT_EQ(WithMember("{\"a\": {} }"), "{\"a\": {} ,\"k\":1}");
  EXPECT_EQ(WithMember(" {\"a\":\"}\"}  \r"), "{\"a\":\"}\",\"k\":1}");
  EXPECT_EQ(WithMember("{ }"), "{ \"k\":1}");
  EXPECT_EQ(WithMember("{}"), "{\"k\":1}");
}

TEST(JsonTextTest, AcceptsJsonNumbersOnly) {
  for (const char* number : {"0", "-0", "10", "1.5", "900.000000", "1e9", "-2.5E-3"}) {
    EXPECT_TRUE(IsJsonNumber(number)) << number;
  }
  for (const char* other : {"", "-", "01", "1.", ".5", "1e", "+1", "nan", "0x1", "1 ", "XXX.XXX"}) {
    EXPECT_FALSE(IsJsonNumber(other)) << other;
  }
}

TEST(JsonParserTest, ReplacesOnlyLoneSurrogateEscapes) {
  EXPECT_EQ(Repaired(R"("\ud83d\ude00")"), R"("\ud83d\ude00")");
  EXPECT_EQ(Repaired(R"("\ud800")"), R"("\ufffd")");
  EXPECT_EQ(Repaired(R"("\uDC00x")"), R"("\ufffdx")");
  EXPECT_EQ(Repaired(R"("\ud800\ud83d\ude00")"), R"("\ufffd\ud83d\ude00")");
  EXPECT_EQ(Repaired(R"("\\ud800")"), R"("\\ud800")");
  EXPECT_EQ(Repaired(R"("\\\ud800")"), R"("\\\ufffd")");
  EXPECT_EQ(Repaired("\\ud8"), "\\ud8");
  EXPECT_EQ(Repaired("\\"), "\\");
}

TEST(JsonParserTest, RejectsLinesThatAreNotOneObject) {
  JsonParser parser;
  for (const char* line : {"", "{", "[]", "\"x\"", "{} {}", "{\"a\":1,}", "{'a':1}", "{\"a\":tru}",
                           "{\"a\":\"\xff\"}", "{\"a\":\"\x01\"}"}) {
    const auto object = parser.Parse(line);
    EXPECT_EQ(object.status().code(), absl::StatusCode::kInvalidArgument) << line;
    EXPECT_EQ(std::string(object.status().message()).rfind("not a JSON object", 0), 0u) << line;
  }
}

TEST(JsonParserTest, RejectsAnObjectThatAlreadyHasAScore) {
  JsonParser parser;
  EXPECT_FALSE(parser.Parse(R"({"text":"a","txt_score":{}})").ok());
  EXPECT_FALSE(parser.Parse(R"({"text":"a","txt_\u0073core":{}})").ok());
  EXPECT_TRUE(parser.Parse(R"({"text":"a","inner":{"txt_score":1}})").ok());
}

}  // namespace
}  // namespace txtsentry::client
