#include "server/security/peer_names.h"

#include <gtest/gtest.h>

namespace txtsentry::server {
namespace {

bool Matches(const std::vector<std::string>& entries, const PeerNames& names) {
  return NameList::Parse(entries).value().Matches(names);
}

TEST(NameListTest, MatchesNamesOfEveryKind) {
  EXPECT_TRUE(Matches({"spiffe://a/b"}, {{"spiffe://a/b"}, {}, {}, {}}));
  EXPECT_TRUE(Matches({"Host.Example"}, {{}, {"hOST.example"}, {}, {}}));
  EXPECT_TRUE(Matches({"a@example.test"}, {{}, {}, {"a@example.test"}, {}}));
  EXPECT_TRUE(Matches({"192.0.2.1"}, {{}, {}, {}, {"192.0.2.1"}}));
  EXPECT_TRUE(Matches({"2001:db8::1"}, {{}, {}, {}, {"2001:db8::1"}}));
  EXPECT_TRUE(Matches({"no", "spiffe://a/b"}, {{"spiffe://a/b"}, {"x"}, {}, {}}));
}

TEST(NameListTest, ANameMatchesOnlyItsKind) {
  EXPECT_FALSE(Matches({"spiffe://a/b"}, {{}, {"spiffe://a/b"}, {}, {}}));
  EXPECT_FALSE(Matches({"host.example"}, {{"host.example"}, {}, {"host.example"}, {}}));
  EXPECT_FALSE(Matches({"192.0.2.1"}, {{}, {"192.0.2.1"}, {}, {}}));
}

TEST(NameListTest, MatchesNoOtherName) {
  EXPECT_FALSE(Matches({"host.example"}, {{}, {"a.host.example", "host.example.test"}, {}, {}}));
  EXPECT_FALSE(Matches({"spiffe://a/b"}, {{"spiffe://a/b/c", "spiffe://a/B"}, {}, {}, {}}));
  EXPECT_FALSE(Matches({}, {{"spiffe://a/b"}, {}, {}, {}}));
  EXPECT_FALSE(Matches({"host.example"}, {}));
}

TEST(NameListTest, AUriWithAStarMatchesThatPrefix) {
  const std::vector<std::string> entries = {"spiffe://a/ns/siem/*"};
  EXPECT_TRUE(Matches(entries, {{"spiffe://a/ns/siem/sa/x"}, {}, {}, {}}));
  EXPECT_FALSE(Matches(entries, {{"spiffe://a/ns/siem-not/sa/x"}, {}, {}, {}}));
  EXPECT_FALSE(Matches(entries, {{"spiffe://a/ns/siem"}, {}, {}, {}}));
}

TEST(NameListTest, RefusesStarsElsewhereAndEmptyEntries) {
  for (const char* bad : {"", "*", "*.example", "spiffe://a/b*", "spiffe://*/b", "a@*"}) {
    EXPECT_EQ(NameList::Parse({bad}).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
}

}  // namespace
}  // namespace txtsentry::server
