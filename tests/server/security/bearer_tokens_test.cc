#include "server/security/bearer_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/random.h"

namespace txtsentry::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kReader[] = "reader-0123456789";
constexpr char kAdmin[] = "admin-0123456789a";

class HandClock final : public base::Clock {
 public:
  base::TimeUs NowUs() const override { return now_us; }
  base::TimeUs now_us = 0;
};

TEST(TokenSetTest, FindsTokensWithTheirScopes) {
  const auto set = TokenSet::Parse(
                       "# a comment\n\nreader-0123456789\r\n\tadmin-0123456789a admin # why\n"
                       "explicit-0123456789 read")
                       .value();
  EXPECT_EQ(set.Find(kReader).scope, Scope::kRead);
  EXPECT_EQ(set.Find(kAdmin).scope, Scope::kAdmin);
  EXPECT_EQ(set.Find("explicit-0123456789").scope, Scope::kRead);
  EXPECT_THAT(set.Find(kReader).name, StartsWith("token:"));
  EXPECT_THAT(set.Find(kReader).name, Not(HasSubstr("reader")));
}

TEST(TokenSetTest, FindsNoOtherToken) {
  const auto set = TokenSet::Parse(kReader).value();
  test::Random random(5);
  const std::string good = kReader;
  EXPECT_EQ(set.Find("").scope, Scope::kNone);
  EXPECT_EQ(set.Find(good.substr(1)).scope, Scope::kNone);
  EXPECT_EQ(set.Find(good + "x").scope, Scope::kNone);
  for (int i = 0; i < 200; ++i) {
    std::string bad = good;
    char& c = bad[static_cast<size_t>(random.Between(0, static_cast<int64_t>(bad.size()) - 1))];
    c = static_cast<char>(c ^ random.Between(1, 255));
    EXPECT_EQ(set.Find(bad).scope, Scope::kNone);
  }
}

TEST(TokenSetTest, ErrorsNameTheLineButNotTheToken) {
  const std::pair<const char*, const char*> cases[] = {
      {"# only a comment\n", "the file has no token"},
      {"\nshort-secret", "line 2: a token of bytes=12 is not in 16..1024"},
      {"secret-0123456789 secret-two-34", "line 1: the scope is neither read nor admin"},
      {"secret-0123456789 read more", "line 1: more than a token and its scope"},
      {"secret-0123456789\nsecret-0123456789", "line 2: a token that stands in the file already"},
      {"secret-0123456789\xFF", "line 1: a token has a character that a header cannot carry"}};
  for (const auto& [text, message] : cases) {
    const absl::Status status = TokenSet::Parse(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(std::string(status.message()), message);
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
  }
}

class BearerTokensTest : public ::testing::Test {
 protected:
  BearerTokensTest()
      : path_(::testing::TempDir() +
              ::testing::UnitTest::GetInstance()->current_test_info()->name()) {}
  ~BearerTokensTest() override { std::filesystem::remove(path_); }

  void Write(const std::string& text) const { std::ofstream(path_) << text; }

  const std::string path_;
  HandClock clock_;
};

TEST_F(BearerTokensTest, ReloadsTheFileAtMostOnceASecond) {
  Write(kReader);
  const auto tokens = BearerTokens::Create(path_, clock_).value();
  Write(kAdmin);
  clock_.now_us += 999'999;
  EXPECT_EQ(tokens->Find(kReader).scope, Scope::kRead);
  clock_.now_us += 1;
  EXPECT_EQ(tokens->Find(kAdmin).scope, Scope::kRead);
  EXPECT_EQ(tokens->Find(kReader).scope, Scope::kNone);
}

TEST_F(BearerTokensTest, AnInvalidOrMissingFileKeepsTheOldTokens) {
  Write(kReader);
  const auto tokens = BearerTokens::Create(path_, clock_).value();
  Write("broken");
  clock_.now_us += 1'000'000;
  EXPECT_EQ(tokens->Find(kReader).scope, Scope::kRead);
  std::filesystem::remove(path_);
  clock_.now_us += 1'000'000;
  EXPECT_EQ(tokens->Find(kReader).scope, Scope::kRead);
  Write(kAdmin);
  clock_.now_us += 1'000'000;
  EXPECT_EQ(tokens->Find(kReader).scope, Scope::kNone);
  EXPECT_EQ(tokens->Find(kAdmin).scope, Scope::kRead);
}

}  // namespace
}  // namespace txtsentry::server
