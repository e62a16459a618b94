#include "core/text/canonical.h"

#include <gtest/gtest.h>

namespace txtsentry::text {
namespace {

TEST(JoinCharacterStringsTest, PutsOneSpaceBetweenStrings) {
  EXPECT_EQ(JoinCharacterStrings({}), "");
  EXPECT_EQ(JoinCharacterStrings({"a"}), "a");
  EXPECT_EQ(JoinCharacterStrings({"k=rsa; p=AB", "CD"}), "k=rsa; p=AB CD");
  EXPECT_EQ(JoinCharacterStrings({"", ""}), " ");
}

}  // namespace
}  // namespace txtsentry::text
