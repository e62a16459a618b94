#include "core/verdict/kind_beginnings.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace txtsentry::verdict {
namespace {

std::vector<size_t> KindsOf(const KindBeginnings& beginnings, std::string_view text) {
  std::vector<size_t> kinds;
  beginnings.ForEach(text, [&kinds](size_t kind) {
    kinds.push_back(kind);
    return false;
  });
  return kinds;
}

KindBeginnings Some() {
  KindBeginnings beginnings;
  beginnings.Add(0, {"v=spf"});
  beginnings.Add(1, {"v=dkim", "k=", "v=dk"});
  beginnings.AddFirstByte(2, 'v');
  beginnings.Add(3, {"k"});
  return beginnings;
}

using Kinds = std::vector<size_t>;

TEST(KindBeginnings, GivesTheKindsOfTheFirstThreeBytesInOrder) {
  EXPECT_EQ(KindsOf(Some(), "v=spf1 -all"), (Kinds{0, 2}));
  EXPECT_EQ(KindsOf(Some(), "V=DKIM1"), (Kinds{1, 2}));
  EXPECT_EQ(KindsOf(Some(), "k=rsa"), (Kinds{1, 3}));
  EXPECT_EQ(KindsOf(Some(), "x=rsa"), Kinds{});
}

TEST(KindBeginnings, LeavesOpenWhatIsBehindABlankOrAQuote) {
  EXPECT_EQ(KindsOf(Some(), "v = spf1"), (Kinds{0, 1, 2}));
  EXPECT_EQ(KindsOf(Some(), "v=\"spf1"), (Kinds{0, 1, 2}));
  EXPECT_EQ(KindsOf(Some(), "v\xe2\x80\x9d=dkim"), (Kinds{0, 1, 2}));
}

TEST(KindBeginnings, TakesATextThatIsCutOffForWhatItMayBe) {
  EXPECT_EQ(KindsOf(Some(), "v="), (Kinds{0, 1, 2}));
  EXPECT_EQ(KindsOf(Some(), "k"), (Kinds{1, 3}));
}

TEST(KindBeginnings, StopsWithTheKindThatIsTaken) {
  int tried = 0;
  Some().ForEach("v=dkim", [&tried](size_t) { return ++tried == 1; });
  EXPECT_EQ(tried, 1);
}

}  // namespace
}  // namespace txtsentry::verdict
