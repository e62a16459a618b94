#include "client/formats/line_reader.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/client/formats/read_events.h"

namespace txtsentry::client {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> AllLines(const std::string& input, size_t block_bytes) {
  MemorySource source(input, block_bytes);
  LineReader lines(source);
  std::vector<std::string> all;
  Line line;
  while (*lines.Next(line)) {
    all.push_back(std::to_string(line.number) + (line.has_line_feed ? ":" : "?") +
                  std::string(line.bytes));
  }
  return all;
}

TEST(LineReaderTest, LinesDoNotDependOnTheBlockSize) {
  const std::string input = "first\n\nthird \r\nlast without a line feed";
  for (size_t block_bytes = 1; block_bytes <= input.size() + 1; ++block_bytes) {
    EXPECT_THAT(AllLines(input, block_bytes),
                ElementsAre("1:first", "2:", "3:third \r", "4?last without a line feed"))
        << block_bytes;
  }
}

TEST(LineReaderTest, HandlesEmptyInputAndALoneNewline) {
  EXPECT_THAT(AllLines("", 1), ElementsAre());
  EXPECT_THAT(AllLines("\n", 1), ElementsAre("1:"));
}

TEST(LineReaderTest, AcceptsALineOfExactlyTheLimit) {
  MemorySource source(std::string(kLineBytesMax, 'x') + "\nnext\n");
  LineReader lines(source);
  Line line;
  ASSERT_TRUE(*lines.Next(line));
  EXPECT_FALSE(line.too_long());
  EXPECT_EQ(line.bytes.size(), kLineBytesMax);
}

TEST(LineReaderTest, TruncatesALineOverTheLimit) {
  const size_t bytes = 3 * kLineBytesMax + 17;
  MemorySource source(std::string(bytes, 'x') + "\nnext\n", 100'000);
  LineReader lines(source);
  Line line;
  ASSERT_TRUE(*lines.Next(line));
  EXPECT_TRUE(line.too_long());
  EXPECT_EQ(line.bytes.size(), kLineBytesMax);
  EXPECT_EQ(line.bytes_total, static_cast<int64_t>(bytes));
  ASSERT_TRUE(*lines.Next(line));
  EXPECT_EQ(line.bytes, "next");
  EXPECT_FALSE(line.too_long());
}

TEST(LineReaderTest, PeeksAtTheFirstNonBlankLine) {
  for (const size_t block_bytes : {1, 3, 100}) {
    MemorySource source("\r\n  \n  #fields\ta\nrow\n", block_bytes);
    LineReader lines(source);
    EXPECT_EQ(*lines.PeekFirstLine(), "#fields\ta");
    Line line;
    ASSERT_TRUE(*lines.Next(line));
    EXPECT_EQ(line.bytes, "\r");
    EXPECT_EQ(line.number, 1);
  }
}

TEST(LineReaderTest, PeeksAtInputWithoutAFinalNewline) {
  MemorySource source("only", 1);
  LineReader lines(source);
  EXPECT_EQ(*lines.PeekFirstLine(), "only");
  Line line;
  ASSERT_TRUE(*lines.Next(line));
  EXPECT_EQ(line.bytes, "only");
  EXPECT_FALSE(*lines.Next(line));
}

}  // namespace
}  // namespace txtsentry::client
