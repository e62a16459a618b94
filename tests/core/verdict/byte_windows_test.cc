#include "core/verdict/byte_windows.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace txtsentry::verdict {
namespace {

bool AnyIn(const char* windows, std::string_view text) {
  ByteWindows table;
  EXPECT_EQ(table.Add(0, windows).ToString(), "OK") << windows;
  return table.In(text) != 0;
}

TEST(ByteWindows, FindsBytesWhereverTheyStandAndWhateverTheirCase) {
  for (const char* text : {"abcd", "xabcd", "abcdx", "ABCD", "xx aBcD xx"}) {
    EXPECT_TRUE(AnyIn("abcd", text)) << text;
  }
  for (const char* text : {"", "abc", "bcd", "ab cd", "abdc"}) {
    EXPECT_FALSE(AnyIn("abcd", text)) << text;
  }
}

TEST(ByteWindows, KnowsClassesAndEscapes) {
  EXPECT_TRUE(AnyIn("cmd[/|]", "cmd|"));
  EXPECT_FALSE(AnyIn("cmd[/|]", "cmd-"));
  EXPECT_TRUE(AnyIn("[[]net", "[Net"));
  EXPECT_TRUE(AnyIn(R"(\[net)", "[Net"));
  EXPECT_TRUE(AnyIn(R"(a[\]\\]b)", "a]b"));
  EXPECT_TRUE(AnyIn(R"(a[\]\\]b)", "a\\b"));
  EXPECT_FALSE(AnyIn(R"(a[\]\\]b)", "a[b"));
  EXPECT_TRUE(AnyIn(R"(\Wnc\W)", "=nc\xff"));
  EXPECT_FALSE(AnyIn(R"(\Wnc\W)", "_nc "));
  EXPECT_TRUE(AnyIn(R"(a\sb)", "a\vb"));
  EXPECT_TRUE(AnyIn(R"(a[\w.]b)", "a_b"));
  EXPECT_FALSE(AnyIn(R"(a[\w.]b)", "a b"));
}

TEST(ByteWindows, LineEndsStandAroundAText) {
  EXPECT_TRUE(AnyIn(R"(\sls\s)", "ls"));
  EXPECT_FALSE(AnyIn(R"(\sls\s)", "als"));
  EXPECT_FALSE(AnyIn(R"(\sls\s)", "lsa"));
  EXPECT_TRUE(AnyIn("<", "<"));
  EXPECT_FALSE(AnyIn("<", ""));
}

TEST(ByteWindows, TellsWhoseWindowsTheyAre) {
  ByteWindows windows;
  ASSERT_EQ(windows.Add(0, "abcd efgh").ToString(), "OK");
  ASSERT_EQ(windows.Add(63, "abcd zz").ToString(), "OK");
  constexpr uint64_t kLast = uint64_t{1} << 63;
  EXPECT_EQ(windows.In("efgh"), 1);
  EXPECT_EQ(windows.In("abcd"), kLast | 1);
  EXPECT_EQ(windows.In("xzz"), kLast);
  EXPECT_EQ(windows.In("z"), 0);
  EXPECT_EQ(windows.Add(64, "x").code(), absl::StatusCode::kInvalidArgument);
}

TEST(ByteWindows, RefusesWhatIsNoWindow) {
  for (const char* bad : {"abcde", "[", "[]", "[a", "]", "\\", "\\d", "[\\q]", "a[\\"}) {
    ByteWindows windows;
    const absl::Status status = windows.Add(0, std::string("ok ") + bad);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_NE(status.message().find(bad), std::string_view::npos) << status;
  }
}

std::string RandomText(size_t bytes, std::mt19937& random) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text += static_cast<char>('a' + random() % 12);
  return text;
}

TEST(ByteWindows, AgreesWithSearchingUpTo128WindowsAndMissesNoneBeyond) {
  std::mt19937 random(3);
  for (const size_t count : {1, 7, 128, 300}) {
    std::vector<std::string> windows;
    ByteWindows table;
    for (size_t i = 0; i < count; ++i) {
      windows.push_back(RandomText(3 + random() % 2, random));
      ASSERT_EQ(table.Add(0, windows.back()).ToString(), "OK");
    }
    int without = 0;
    for (int i = 0; i < 2000; ++i) {
      const std::string text = RandomText(random() % 24, random);
      bool has = false;
      for (const std::string& window : windows) has = has || text.find(window) != text.npos;
      const bool found = table.In(text) != 0;
      if (!has) ++without;
      if (has || count <= 128) {
        ASSERT_EQ(found, has) << text;
      }
    }
    EXPECT_GT(without, 0);
  }
}

}  // namespace
}  // namespace txtsentry::verdict
