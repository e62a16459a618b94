#include "core/text/ngram_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace txtsentry::text {
namespace {

constexpr int32_t kUnknown = -7;

std::map<AsciiKey, int32_t> RandomEntries(size_t count, std::mt19937& random) {
  std::map<AsciiKey, int32_t> entries;
  while (entries.size() < count) {
    std::string ngram;
    const size_t characters = 1 + random() % 4;
    while (ngram.size() < characters) ngram += static_cast<char>(random() % 128);
    entries.emplace(AsciiKeyOf(ngram), static_cast<int32_t>(entries.size()));
  }
  return entries;
}

TEST(NgramTableTest, ReturnsTheIdsOfEntriesOnly) {
  std::mt19937 random(5);
  for (const size_t count : {0, 1, 2, 17, 300, 10'000, 100'000}) {
    const std::map<AsciiKey, int32_t> entries = RandomEntries(count, random);
    const NgramTable table({entries.begin(), entries.end()}, kUnknown);
    for (const auto& [key, id] : entries) ASSERT_EQ(table.Id(key), id) << count << " " << key;
    for (int i = 0; i < 100'000; ++i) {
      const AsciiKey key = 1 + random() % ((AsciiKey{2} << 28) - 1);
      const auto found = entries.find(key);
      ASSERT_EQ(table.Id(key), found == entries.end() ? kUnknown : found->second) << key;
    }
  }
}

TEST(NgramTableTest, DistinguishesNgramsWithACommonPrefix) {
  const std::string nul(1, '\0');
  const NgramTable table({{AsciiKeyOf("a"), 1}, {AsciiKeyOf("a" + nul), 2}, {AsciiKeyOf(nul), 3}},
                         kUnknown);
  EXPECT_EQ(table.Id(AsciiKeyOf("a")), 1);
  EXPECT_EQ(table.Id(AsciiKeyOf("a" + nul)), 2);
  EXPECT_EQ(table.Id(AsciiKeyOf(nul)), 3);
  EXPECT_EQ(table.Id(AsciiKeyOf(nul + nul)), kUnknown);
}

// These keys share a bucket and, under many multipliers, map to adjacent slots.
TEST(NgramTableTest, HandlesConsecutiveKeys) {
  std::vector<NgramTable::Entry> entries;
  for (AsciiKey key = 1; key <= 20'000; ++key) entries.emplace_back(key, static_cast<int>(key));
  const NgramTable table(entries, kUnknown);
  for (const auto& [key, id] : entries) ASSERT_EQ(table.Id(key), id);
  EXPECT_EQ(table.Id(20'001), kUnknown);
}

}  // namespace
}  // namespace txtsentry::text
