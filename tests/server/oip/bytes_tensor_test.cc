#include "server/oip/bytes_tensor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/random.h"

namespace txtsentry::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Raw(const std::vector<std::string>& elements) {
  std::string raw;
  for (const std::string& element : elements) AppendBytesElement(element, raw);
  return raw;
}

TEST(BytesTensorTest, MatchesTheProtocolsEncoding) {
  EXPECT_EQ(Raw({"ab", ""}), std::string("\x02\0\0\0ab\0\0\0\0", 10));
}

TEST(BytesTensorTest, ParsesBackWhatItWrote) {
  test::Random random(1);
  for (int i = 0; i < 500; ++i) {
    std::vector<std::string> elements(random.Between(0, 20));
    for (std::string& element : elements) element = random.Bytes(random.Between(0, 300));
    const std::string raw = Raw(elements);
    const auto parsed = ParseBytesTensor(raw, static_cast<int64_t>(elements.size()));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    ASSERT_EQ(std::vector<std::string>(parsed->begin(), parsed->end()), elements);
  }
}

TEST(BytesTensorTest, RefusesEveryTruncationAndEveryExtraByte) {
  const std::string raw = Raw({"one", "", "three"});
  for (size_t bytes = 0; bytes < raw.size(); ++bytes) {
    EXPECT_FALSE(ParseBytesTensor(raw.substr(0, bytes), 3).ok()) << bytes;
  }
  EXPECT_TRUE(ParseBytesTensor(raw, 3).ok());
  EXPECT_FALSE(ParseBytesTensor(raw + '\0', 3).ok());
}

TEST(BytesTensorTest, RefusesAWrongNumberOfElements) {
  const std::string raw = Raw({"one", "two"});
  EXPECT_THAT(std::string(ParseBytesTensor(raw, 3).status().message()),
              HasSubstr("after 2 of 3 elements"));
  EXPECT_THAT(std::string(ParseBytesTensor(raw, 1).status().message()),
              HasSubstr("7 bytes are left after the last of 1 elements"));
  EXPECT_THAT(*ParseBytesTensor("", 0), IsEmpty());
}

TEST(BytesTensorTest, RefusesALengthBeyondTheEndWithoutShowingBytes) {
  const auto parsed = ParseBytesTensor(std::string("\xFF\xFF\xFF\xFFsecret", 10), 1);
  EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(parsed.status().message(), "element 0: its length is 4294967295, 6 bytes are left");
}

TEST(BytesTensorTest, AHugeElementCountAllocatesNothing) {
  EXPECT_FALSE(ParseBytesTensor(Raw({"a"}), INT64_MAX).ok());
}

TEST(BytesTensorTest, ElementsMayHoldAnyBytes) {
  const std::string raw = Raw({std::string("\0\xFF", 2)});
  EXPECT_THAT(*ParseBytesTensor(raw, 1), ElementsAre(std::string_view("\0\xFF", 2)));
}

}  // namespace
}  // namespace txtsentry::server
