// Tests that each format preserves the bytes of any record.
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "client/formats/csv_record.h"
#include "client/formats/event_writer.h"
#include "client/formats/zeek/zeek_txt_answer.h"
#include "gtest/gtest.h"
#include "tests/client/formats/read_events.h"

namespace txtsentry::client {
namespace {

constexpr int kRounds = 2000;

// Random bytes with many characters that the formats treat specially.
std::string RandomBytes(std::mt19937& random, size_t bytes_max) {
  constexpr std::string_view kPieces[] = {"\\", "\\x41",      "\"", ",",    "\t", "\r",      "\n",
                                          " ",  " TXT 3 abc", "é",  "TXT ", "-",  "(empty)", "\xff",
                                          "a",  "b",          "#",  "{",    "x",  "\\\\x5c"};
  std::string bytes;
  const size_t length = random() % (bytes_max + 1);
  while (bytes.size() < length) {
    if (random() % 3 == 0) {
      bytes += static_cast<char>(random() % 256);
    } else {
      bytes += kPieces[random() % std::size(kPieces)];
    }
  }
  return bytes.substr(0, length);
}

// Escapes a vector element like Zeek's TSV writer; it may escape more than necessary, as here.
std::string EscapeZeekTsv(const std::string& bytes, std::mt19937& random) {
  std::string escaped;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\' && random() % 2 == 0) {
      escaped += "\\\\";
    } else if (byte < 0x20 || byte >= 0x7f || c == ',' || c == '\\' || random() % 8 == 0) {
      absl::StrAppendFormat(&escaped, "\\x%02x", byte);
    } else {
      escaped += c;
    }
  }
  return escaped;
}

TEST(RoundTripTest, LinesSurviveNdjson) {
  std::mt19937 random(1);
  for (int round = 0; round < kRounds; ++round) {
    std::string text = RandomBytes(random, 40);
    for (char& c : text) c = c == '\n' || c == '\r' ? '.' : c;
    const auto lines = ReadEvents(InputFormat::kLines, text + "\n");
    ASSERT_EQ(Texts(lines.events), std::vector<std::string>{text});
    const auto ndjson = ReadEvents(InputFormat::kNdjson, lines.events[0].json + "\n");
    ASSERT_EQ(Texts(ndjson.events), std::vector<std::string>{text}) << lines.events[0].json;
  }
}

TEST(RoundTripTest, CsvCellsSurviveCsvAndNdjson) {
  std::mt19937 random(2);
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = RandomBytes(random, 40);
    const std::string owner_name = RandomBytes(random, 10);
    std::string input = "owner_name,text\r\n";
    AppendCsvCell(owner_name, input);
    input += ',';
    AppendCsvCell(text, input);
    input += "\r\n";
    const auto csv = ReadEvents(InputFormat::kCsv, input);
    ASSERT_EQ(Texts(csv.events), std::vector<std::string>{text}) << input;
    ASSERT_EQ(csv.events[0].records[0].request.owner_name, owner_name);
    const auto ndjson = ReadEvents(InputFormat::kNdjson, csv.events[0].json + "\n");
    ASSERT_EQ(Texts(ndjson.events), std::vector<std::string>{text}) << csv.events[0].json;
  }
}

TEST(RoundTripTest, ErrorsSurviveTheCsvWriter) {
  std::mt19937 random(3);
  const auto writer = NewCsvWriter({});
  for (int round = 0; round < kRounds; ++round) {
    Event event;
    event.records.emplace_back();
    event.records[0].request.owner_name = RandomBytes(random, 20);
    std::vector<ScoreResult> results(1);
    results[0].status = absl::InvalidArgumentError(RandomBytes(random, 20));
    std::string row;
    writer->Write(event, results, row);
    CsvRecord record;
    ASSERT_EQ(row.substr(row.size() - 2), "\r\n");
    size_t start = 0;
    while (!record.Add(row.substr(start, row.find('\n', start) - start))) {
      start = row.find('\n', start) + 1;
    }
    ASSERT_EQ(record.cells().size(), 7u) << row;
    ASSERT_EQ(record.cells()[5], event.records[0].request.owner_name);
    ASSERT_EQ(record.cells()[6], ErrorText(results[0].status));
  }
}

TEST(RoundTripTest, CharacterStringsSurviveZeekTsvAndJson) {
  std::mt19937 random(4);
  int same_in_json = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::string answer;
    std::string text;
    const size_t count = 1 + random() % 3;
    for (size_t i = 0; i < count; ++i) {
      const std::string bytes = RandomBytes(random, 30);
      if (i > 0) {
        answer += ' ';
        text += ' ';
      }
      absl::StrAppendFormat(&answer, "TXT %d ", bytes.size());
      answer += EscapeZeekTsv(bytes, random);
      text += bytes;
    }
    const auto tsv = ReadEvents(InputFormat::kZeek,
                                "#fields\tquery\tanswers\nq.test\t192.0.2.1," + answer + "\n");
    ASSERT_EQ(Texts(tsv.events), std::vector<std::string>{text}) << answer;
    // Zeek's JSON does not always distinguish an escape from text, for example "\\xff" next to a
    // real 0xff byte.
    const auto json = ReadEvents(InputFormat::kZeek, tsv.events[0].json + "\n");
    ASSERT_EQ(json.events.size(), 1u) << tsv.events[0].json;
    ASSERT_TRUE(json.events[0].status.ok()) << tsv.events[0].json;
    same_in_json += Texts(json.events) == std::vector<std::string>{text} ? 1 : 0;
  }
  EXPECT_GT(same_in_json, kRounds * 99 / 100);
}

}  // namespace
}  // namespace txtsentry::client
