#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/options/options.h"

namespace txtsentry::server {
namespace {

using ::testing::ElementsAre;

TEST(EndpointOptionsTest, ParsesFlags) {
  const std::vector<const char*> arguments = {"txtsentryd",
                                              "--model",
                                              "m",
                                              "--tls-cert",
                                              "c",
                                              "--tls-key",
                                              "k",
                                              "--tls-client-ca",
                                              "a",
                                              "--tls-allow-san",
                                              "x.test,spiffe://a/b",
                                              "--admin-san",
                                              "x.test",
                                              "--token-file",
                                              "t",
                                              "--streams-max=7",
                                              "--http",
                                              "[::1]:0",
                                              "--health-listen",
                                              "127.0.0.1:0",
                                              "--channelz",
                                              "--access-log",
                                              "-",
                                              "--access-log-sample=0.5",
                                              "--otlp-endpoint",
                                              "http://h:4318",
                                              "--trace-sample=1",
                                              "--orca=false"};
  const auto parsed = ParseOptions(static_cast<int>(arguments.size()), arguments.data());
  ASSERT_FALSE(parsed.exit);
  const EndpointOptions& endpoints = parsed.options.endpoints;
  EXPECT_THAT(endpoints.tls.allow_sans, ElementsAre("x.test", "spiffe://a/b"));
  EXPECT_THAT(endpoints.auth.admin_sans, ElementsAre("x.test"));
  EXPECT_EQ(endpoints.auth.token_file, "t");
  EXPECT_EQ(endpoints.listener.streams_max, 7);
  EXPECT_EQ(endpoints.http, "[::1]:0");
  EXPECT_TRUE(endpoints.channelz);
  EXPECT_EQ(endpoints.access_log.sample, 0.5);
  EXPECT_FALSE(endpoints.orca);
  EXPECT_TRUE(Validate(parsed.options).ok()) << Validate(parsed.options);
}

TEST(EndpointOptionsTest, NamesTheFlagThatAnotherFlagNeeds) {
  EndpointOptions options;
  options.tls.cert = "c";
  EXPECT_EQ(ValidateEndpoints(options).message(), "--tls-cert needs --tls-key");
  options = {};
  options.tls.client_ca = "c";
  EXPECT_EQ(ValidateEndpoints(options).message(), "--tls-client-ca needs --tls-cert");
  options = {};
  options.tls.allow_sans = {"x"};
  EXPECT_EQ(ValidateEndpoints(options).message(), "--tls-allow-san needs --tls-client-ca");
  options = {};
  options.auth.admin_sans = {"x"};
  EXPECT_EQ(ValidateEndpoints(options).message(), "--admin-san needs --tls-client-ca");
  options = {};
  options.channelz = true;
  EXPECT_EQ(ValidateEndpoints(options).message(), "--channelz needs --health-listen");
}

TEST(EndpointOptionsTest, NamesFlagValueAndBoundOfAnInvalidValue) {
  EndpointOptions options;
  options.listener.streams_max = 0;
  EXPECT_EQ(ValidateEndpoints(options).message(), "--streams-max=0 is not in 1..2147483647");
  options = {};
  options.tls.reload_s = 0;
  EXPECT_EQ(ValidateEndpoints(options).message(), "--tls-reload-s=0 is not in 1..86400");
  options = {};
  options.access_log.sample = 2;
  EXPECT_EQ(ValidateEndpoints(options).message(), "--access-log-sample=2 is not in 0..1");
  options = {};
  options.http = "8080";
  EXPECT_EQ(ValidateEndpoints(options).message(),
            "--http: \"8080\" is not HOST:PORT or [ADDRESS]:PORT");
}

}  // namespace
}  // namespace txtsentry::server
