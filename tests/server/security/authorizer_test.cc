#include "server/security/authorizer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace txtsentry::server {
namespace {

constexpr char kAdminUri[] = "spiffe://a/admin";

class AuthorizerTest : public ::testing::Test {
 protected:
  AuthorizerTest()
      : path_(::testing::TempDir() +
              ::testing::UnitTest::GetInstance()->current_test_info()->name()) {}
  ~AuthorizerTest() override { std::filesystem::remove(path_); }

  void UseTokens() {
    std::ofstream(path_) << "reader-0123456789\nadmin-0123456789a admin\n";
    options_.token_file = path_;
  }
  absl::StatusCode Check(const Credentials& credentials, Scope needed) const {
    return Authorizer::Create(options_, clock_).value()->Check(credentials, needed).status().code();
  }
  static Credentials Token(const std::string& header) { return {{header}, false, {}}; }
  static Credentials Certificate(const std::string& uri) { return {{}, true, {{uri}, {}, {}, {}}}; }

  const std::string path_;
  const base::SteadyClock clock_{};
  AuthorizerOptions options_;
};

TEST_F(AuthorizerTest, WithoutCredentialsEveryoneMayReadAndNobodyMayAdminister) {
  EXPECT_EQ(Check({}, Scope::kRead), absl::StatusCode::kOk);
  EXPECT_EQ(Check({}, Scope::kAdmin), absl::StatusCode::kPermissionDenied);
}

TEST_F(AuthorizerTest, AnonymousAdministrationMustBeEnabled) {
  options_.anonymous_admin = true;
  EXPECT_EQ(Check({}, Scope::kAdmin), absl::StatusCode::kOk);
  EXPECT_EQ(Check(Certificate("spiffe://a/other"), Scope::kAdmin),
            absl::StatusCode::kPermissionDenied);
  UseTokens();
  EXPECT_EQ(Check({}, Scope::kAdmin), absl::StatusCode::kUnauthenticated);
}

TEST_F(AuthorizerTest, ATokensScopeDecides) {
  UseTokens();
  EXPECT_EQ(Check(Token("Bearer reader-0123456789"), Scope::kRead), absl::StatusCode::kOk);
  EXPECT_EQ(Check(Token("Bearer reader-0123456789"), Scope::kAdmin),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Check(Token("bearer admin-0123456789a"), Scope::kAdmin), absl::StatusCode::kOk);
}

TEST_F(AuthorizerTest, MissingOrInvalidTokensAreUnauthenticated) {
  UseTokens();
  for (const char* header :
       {"", "Bearer", "Bearer ", "reader-0123456789", "Bearer  reader-0123456789",
        "Basic reader-0123456789", "Bearer reader-0123456789 "}) {
    EXPECT_EQ(Check(Token(header), Scope::kRead), absl::StatusCode::kUnauthenticated) << header;
  }
  EXPECT_EQ(Check({}, Scope::kRead), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(
      Check({{"Bearer reader-0123456789", "Bearer reader-0123456789"}, false, {}}, Scope::kRead),
      absl::StatusCode::kUnauthenticated);
}

TEST_F(AuthorizerTest, ACertificateMayReadAndAListedOneMayAdminister) {
  options_.admin_sans = {kAdminUri};
  EXPECT_EQ(Check(Certificate("spiffe://a/other"), Scope::kRead), absl::StatusCode::kOk);
  EXPECT_EQ(Check(Certificate("spiffe://a/other"), Scope::kAdmin),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Check(Certificate(kAdminUri), Scope::kAdmin), absl::StatusCode::kOk);
}

TEST_F(AuthorizerTest, ACertificateDoesNotReplaceAToken) {
  UseTokens();
  options_.admin_sans = {kAdminUri};
  EXPECT_EQ(Check(Certificate(kAdminUri), Scope::kRead), absl::StatusCode::kUnauthenticated);
  Credentials both = Certificate(kAdminUri);
  both.authorization = {"Bearer reader-0123456789"};
  EXPECT_EQ(Check(both, Scope::kAdmin), absl::StatusCode::kOk);
}

}  // namespace
}  // namespace txtsentry::server
