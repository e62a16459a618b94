#include "core/base/utf8.h"

#include <gtest/gtest.h>

namespace txtsentry::base {
namespace {

// Expected values are CPython 3.11's bytes.decode("utf-8", "replace"); F stands for U+FFFD.
TEST(Utf8Test, ReplacesInvalidSequencesLikePython) {
  const std::string f = "\xEF\xBF\xBD";
  const struct {
    std::string bytes;
    std::string expected;
  } cases[] = {
      {"", ""},
      {"plain", "plain"},
      {"\xFF", f},
      {"\xC0\xAF", f + f},  // Overlong '/'.
      {"\xC2", f},          // Truncated.
      {"\xC2 ", f + " "},
      {"\xE0\x80\x80", f + f + f},  // Overlong: the second byte is already invalid.
      {"\xE2\x82", f},              // One subpart of two bytes.
      {"\xE2\x82z", f + "z"},
      {"\xED\xA0\x80", f + f + f},  // A surrogate.
      {"\xF0\x9F\x98", f},
      {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
      {"\xF0\x80\x80\x80", f + f + f + f},
      {"\xF4\x90\x80\x80", f + f + f + f},  // Above U+10FFFF.
      {"\xF8\x88\x80\x80\x80", f + f + f + f + f},
      {"\x80\xBF", f + f},
      {std::string("\0a", 2), std::string("\0a", 2)},
      {"\xC3\xA9\xC3", "\xC3\xA9" + f},
  };
  for (const auto& c : cases) EXPECT_EQ(ReplaceInvalidUtf8(c.bytes), c.expected);
}

TEST(Utf8Test, RoundTripsEveryCodePoint) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string bytes;
    AppendUtf8(c, bytes);
    const DecodedChar decoded = DecodeUtf8(bytes, 0);
    ASSERT_TRUE(decoded.valid) << std::hex << static_cast<uint32_t>(c);
    ASSERT_EQ(decoded.code_point, c);
    ASSERT_EQ(decoded.bytes, static_cast<int>(bytes.size()));
  }
}

}  // namespace
}  // namespace txtsentry::base
