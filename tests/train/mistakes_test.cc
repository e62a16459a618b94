#include "train/mistakes.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace txtsentry::train {
namespace {

TEST(WithMistakeTest, ChangesARecordButKeepsItsLetters) {
  const std::string record = "v=DMARC1; p=none; rua=mailto:postmaster@example.com";
  Rng rng(1);
  std::set<std::string> changed;
  for (int i = 0; i < 300; ++i) {
    const std::string text = WithMistake(record, rng);
    EXPECT_LE(text.size(), record.size() + 16);
    size_t found = 0;
    for (const char c : text) {
      while (found < record.size() && (record[found] == ';' || record[found] == ' ')) ++found;
      if (found < record.size() && c == record[found]) ++found;
    }
    EXPECT_EQ(found, record.size()) << text;
    if (text != record) changed.insert(text);
  }
  EXPECT_GT(changed.size(), 20u);
}

TEST(WithMistakeTest, AcceptsAnEmptyText) {
  Rng rng(2);
  for (int i = 0; i < 50; ++i) EXPECT_LE(WithMistake("", rng).size(), 12u);
}

}  // namespace
}  // namespace txtsentry::train
