#include "train/disguise.h"

#include <gtest/gtest.h>

#include <string>

#include "train/encodings.h"

namespace txtsentry::train {
namespace {

class DisguiseTest : public testing::TestWithParam<int> {
 protected:
  DisguiseKind kind() const { return static_cast<DisguiseKind>(GetParam()); }
};

TEST_P(DisguiseTest, NeverCreatesARecordOfAKnownKind) {
  Rng rng(3);
  for (int i = 0; i < 300; ++i) {
    // Includes tokens in the form that vendors issue.
    const int count = rng.Range(8, 200);
    const std::string hostile =
        rng.Chance(50) ? rng.Characters(kHexLower, 40) : rng.Characters(kBase64Url, count);
    const std::string text = Disguise(kind(), hostile, rng);
    EXPECT_FALSE(IsKnownRecord(text)) << text;
    EXPECT_GE(text.size(), hostile.size());
  }
}

TEST_P(DisguiseTest, KeepsTheCharactersOfTheHostileTextInOrder) {
  Rng rng(4);
  const std::string hostile = rng.Characters(kBase64, 120);
  for (int i = 0; i < 100; ++i) {
    const std::string text = Disguise(kind(), hostile, rng);
    size_t found = 0;
    for (const char c : text) {
      if (found < hostile.size() && c == hostile[found]) ++found;
    }
    EXPECT_EQ(found, hostile.size()) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, DisguiseTest, testing::Range(0, kDisguiseKinds));

TEST(DisguiseTest, IsDeterministicForASeed) {
  Rng one(5), other(5);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(Disguise("809e01f50043fd4491e3", one), Disguise("809e01f50043fd4491e3", other));
  }
}

TEST(IsKnownRecordTest, DistinguishesAPolicyFromAPayload) {
  EXPECT_TRUE(IsKnownRecord("v=spf1 include:_spf.google.com ~all"));
  EXPECT_FALSE(IsKnownRecord("v=spf1 809e01f50043fd4491e3d8fffffecaa4bc"));
}

}  // namespace
}  // namespace txtsentry::train
