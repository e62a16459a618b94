#include "client/formats/trace_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_format.h"
#include "client/formats/json_text.h"
#include "tests/client/formats/read_events.h"
#include "tests/support/random.h"

namespace txtsentry::client {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<std::vector<TracedRecord>> Read(const std::string& text, int64_t records_max = 100,
                                               size_t block_bytes = 1 << 20) {
  MemorySource source(text, block_bytes);
  LineReader lines(source);
  return ReadTrace(lines, records_max);
}

TEST(TraceReaderTest, ReadsOffsetsInBothUnits) {
  const auto trace = Read(
      "{\"offset_us\": 0, \"text\": \"v=spf1\"}\n\n"
      "{\"text\": \"a\", \"owner_name\": \"example.net\", \"offset_ms\": 1.5}\n"
      "{\"offset_us\": 1500, \"strings\": [\"b\", \"c\"]}");
  ASSERT_TRUE(trace.ok()) << trace.status();
  ASSERT_EQ(trace->size(), 3u);
  EXPECT_EQ((*trace)[0].offset_us, 0);
  EXPECT_EQ((*trace)[1].offset_us, 1500);
  EXPECT_EQ((*trace)[1].request.owner_name, "example.net");
  EXPECT_EQ((*trace)[2].request.text, "b c");
}

TEST(TraceReaderTest, NamesTheInvalidLine) {
  const std::string good = "{\"offset_us\": 7, \"text\": \"a\"}\n\n";
  for (const auto& [line, what] :
       {std::pair("{\"text\": \"a\"}", "offset_us and offset_ms: 0"),
        {"{\"offset_us\": 8, \"offset_ms\": 1, \"text\": \"a\"}", "offset_us and offset_ms: 2"},
        {"{\"offset_us\": \"8\", \"text\": \"a\"}", "offset_us is not a number"},
        {"{\"offset_ms\": -1, \"text\": \"a\"}", "is not from 0"},
        {"{\"offset_us\": 2e15, \"text\": \"a\"}", "is not from 0"},
        {"{\"offset_us\": 6, \"text\": \"a\"}", "offset_us=6 is before offset_us=7"},
        {"{\"offset_us\": 8}", "text, strings and strings_b64"},
        {"7\ta", "not a JSON object"}}) {
    const auto trace = Read(good + line + "\n" + good);
    EXPECT_EQ(trace.status().code(), absl::StatusCode::kInvalidArgument) << line;
    EXPECT_THAT(std::string(trace.status().message()), HasSubstr("line 3: ")) << line;
    EXPECT_THAT(std::string(trace.status().message()), HasSubstr(what)) << line;
  }
}

TEST(TraceReaderTest, RejectsEmptyAndOversizedTraces) {
  EXPECT_THAT(std::string(Read("\n").status().message()), HasSubstr("records=0"));
  const std::string line = "{\"offset_us\": 7, \"text\": \"a\"}\n";
  EXPECT_TRUE(Read(line + line, 2).ok());
  EXPECT_THAT(std::string(Read(line + line, 1).status().message()),
              HasSubstr("line 2: more than records_max=1"));
}

TEST(TraceReaderTest, RoundTripsAnyTrace) {
  test::Random random(3);
  for (int round = 0; round < 50; ++round) {
    std::string text;
    std::vector<TracedRecord> written(static_cast<size_t>(random.Between(1, 20)));
    int64_t offset_us = 0;
    for (TracedRecord& record : written) {
      record.offset_us = offset_us += random.Between(0, 1'000'000'000);
      record.request.text = random.Bytes(random.Between(0, 40));
      std::string line = absl::StrFormat("{\"offset_us\":%d", offset_us);
      AppendTextMember("text", record.request.text, line);
      text += line + "}\n";
    }
    const auto read = Read(text, 20, static_cast<size_t>(random.Between(1, 100)));
    ASSERT_TRUE(read.ok()) << read.status();
    ASSERT_EQ(read->size(), written.size());
    for (size_t i = 0; i < written.size(); ++i) {
      EXPECT_EQ((*read)[i].offset_us, written[i].offset_us);
      EXPECT_EQ((*read)[i].request.text, written[i].request.text);
    }
  }
}

}  // namespace
}  // namespace txtsentry::client
