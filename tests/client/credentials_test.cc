#include "client/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace txtsentry::client {
namespace {

using ::testing::HasSubstr;

class CredentialsTest : public ::testing::Test {
 protected:
  CredentialsTest() {
    // A separate file for each test, because tests run in parallel.
    options_.token_file = ::testing::TempDir() + "credentials_test_" +
                          ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ofstream(options_.token_file) << "# mine\nsecret-0123456789\n";
  }
  absl::StatusCode Create(const std::string& target) const {
    return Credentials::Create(options_, target).status().code();
  }

  CredentialsOptions options_;
};

TEST_F(CredentialsTest, TokenIsSentUnencryptedOnlyToThisMachine) {
  for (const char* here : {"localhost:1", "127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "unix:/a",
                           "dns:///localhost:1", "ipv4:127.0.0.1:1", "ipv6:[::1]:1"}) {
    EXPECT_EQ(Create(here), absl::StatusCode::kOk) << here;
  }
  for (const char* elsewhere : {"host:1", "127.evil.test:1", "localhost.test:1", "10.0.0.1:1",
                                "dns:///host:1", "ipv4:10.0.0.1:1,127.0.0.1:1", ""}) {
    EXPECT_EQ(Create(elsewhere), absl::StatusCode::kInvalidArgument) << elsewhere;
  }
  options_.plaintext_token = true;
  EXPECT_EQ(Create("host:1"), absl::StatusCode::kOk);
}

TEST_F(CredentialsTest, RejectsMissingAndIncompleteFiles) {
  options_ = {};
  options_.tls_cert = "c";
  EXPECT_EQ(Create("localhost:1"), absl::StatusCode::kInvalidArgument);
  options_.tls_key = "k";
  EXPECT_EQ(Create("localhost:1"), absl::StatusCode::kInvalidArgument);
  options_.tls_ca = "/no/such/file";
  EXPECT_EQ(Create("localhost:1"), absl::StatusCode::kNotFound);
  options_ = {};
  options_.token_file = "/no/such/file";
  EXPECT_EQ(Create("localhost:1"), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace txtsentry::client
