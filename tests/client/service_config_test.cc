#include "client/service_config.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/file.h"

namespace txtsentry::client {
namespace {

TEST(ServiceConfigTest, PublishedFileEqualsTheClientsConfig) {
  const auto published = base::ReadFile(
      std::string(TXTSENTRY_SOURCE_DIR) + "/deploy/client/service-config.json", 1 << 16);
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(*published, ServiceConfigJson(RetryOptions()));
}

TEST(ServiceConfigTest, WritesThePausesInSeconds) {
  const std::string json = ServiceConfigJson({2, 1, 1500});
  EXPECT_NE(json.find("\"maxAttempts\": 2,"), std::string::npos) << json;
  EXPECT_NE(json.find("\"initialBackoff\": \"0.001s\""), std::string::npos) << json;
  EXPECT_NE(json.find("\"maxBackoff\": \"1.500s\""), std::string::npos) << json;
}

}  // namespace
}  // namespace txtsentry::client
