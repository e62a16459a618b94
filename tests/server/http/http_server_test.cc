#include "server/http/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "server/listener/host_port.h"

namespace txtsentry::server {
namespace {

HttpHandlers Handlers() {
  HttpHandlers handlers;
  handlers.metrics = [](metrics::TextFormat format) {
    return format == metrics::TextFormat::kOpenMetrics ? "open" : "plain";
  };
  handlers.live = [] { return absl::OkStatus(); };
  handlers.ready = [] { return absl::UnavailableError("no model"); };
  return handlers;
}

TEST(HttpServerTest, AnswersItsPathsOnly) {
  const auto server = HttpServer::Start("127.0.0.1:0", Handlers()).value();
  httplib::Client client("127.0.0.1", server->port());
  EXPECT_EQ(client.Get("/metrics")->body, "plain");
  EXPECT_EQ(client.Get("/livez")->status, 200);
  EXPECT_EQ(client.Get("/readyz")->status, 503);
  EXPECT_EQ(client.Get("/readyz")->body, "no model\n");
  EXPECT_EQ(client.Get("/")->status, 404);
  EXPECT_EQ(client.Post("/metrics", "x", "text/plain")->status, 404);
}

TEST(HttpServerTest, RefusesABodyThatIsTooLarge) {
  const auto server = HttpServer::Start("127.0.0.1:0", Handlers()).value();
  httplib::Client client("127.0.0.1", server->port());
  const auto response = client.Post("/metrics", std::string(1 << 20, 'x'), "text/plain");
  // The server answers with an error or closes the connection during the transfer.
  EXPECT_TRUE(!response || response->status >= 400);
  EXPECT_EQ(client.Get("/livez")->status, 200);
}

TEST(HttpServerTest, AnswersManyConcurrentRequests) {
  const auto server = HttpServer::Start("127.0.0.1:0", Handlers()).value();
  std::vector<std::thread> threads;
  std::atomic<int> ok = 0;
  for (int i = 0; i < 32; ++i) {
    threads.emplace_back([&] {
      httplib::Client client("127.0.0.1", server->port());
      const auto response = client.Get("/livez");
      if (response && response->status == 200) ++ok;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ok, 32);
}

TEST(HttpServerTest, ATakenOrInvalidAddressIsAnError) {
  const auto server = HttpServer::Start("127.0.0.1:0", Handlers()).value();
  const std::string taken = "127.0.0.1:" + std::to_string(server->port());
  EXPECT_EQ(HttpServer::Start(taken, Handlers()).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(HttpServer::Start("nowhere", Handlers()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(MetricsFormatTest, IsTheFormatThatTheRequestAccepts) {
  EXPECT_EQ(FormatFor(""), metrics::TextFormat::kPrometheus);
  EXPECT_EQ(FormatFor("*/*"), metrics::TextFormat::kPrometheus);
  EXPECT_EQ(FormatFor("text/plain;version=0.0.4;q=0.5,application/openmetrics-text;version=1.0.0"),
            metrics::TextFormat::kOpenMetrics);
}

TEST(HostPortTest, AcceptsOnlyAddresses) {
  EXPECT_EQ(ParseHostPort("127.0.0.1:80")->port, 80);
  EXPECT_EQ(ParseHostPort("host.example:0")->host, "host.example");
  EXPECT_EQ(ParseHostPort("[::1]:65535")->host, "::1");
  for (const char* bad : {"", ":80", "host", "host:", "host:-1", "host:65536", "host:8 0", "::1:80",
                          "[]:80", "host:+1"}) {
    EXPECT_FALSE(ParseHostPort(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace txtsentry::server
