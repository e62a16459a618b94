// Connection limits of a running server.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/socket.h>

#include <chrono>

#include "server/listener/file_descriptor.h"
#include "tests/integration/raw_connection.h"
#include "tests/integration/server_fixture.h"

namespace txtsentry {
namespace {

class ConnectionsTest : public test::ServerFixture {
 protected:
  server::FileDescriptor Connect() const { return test::ConnectTo(server->ports()[0]); }
  // A served connection receives the HTTP/2 settings; a refused one is closed.
  static bool IsServed(const server::FileDescriptor& connection) {
    char byte = 0;
    return ::recv(connection.get(), &byte, 1, 0) == 1;
  }
  absl::Status Call() const {
    client::ClientOptions client_options;
    client_options.target = Target();
    client_options.retry.attempts_max = 2;
    client_options.retry.backoff_ms_first = 1;
    return client::Client::Create(client_options).value()->GetModel().status();
  }
};

TEST_F(ConnectionsTest, RefusesConnectionsAboveTheLimitUntilOthersClose) {
  options.endpoints.listener.connections_max = 3;
  StartServer();
  std::vector<server::FileDescriptor> held;
  for (int i = 0; i < 3; ++i) {
    held.push_back(Connect());
    ASSERT_TRUE(IsServed(held.back()));
  }
  EXPECT_FALSE(IsServed(Connect()));
  EXPECT_EQ(Call().code(), absl::StatusCode::kUnavailable);
  held.clear();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!Call().ok()) ASSERT_LT(std::chrono::steady_clock::now(), end);
}

TEST_F(ConnectionsTest, LimitsTheConnectionsOfOneHost) {
  options.endpoints.listener.host_connections_max = 2;
  options.listen = {"127.0.0.1:0", "[::1]:0"};
  StartServer();
  std::vector<server::FileDescriptor> held;
  for (int i = 0; i < 2; ++i) {
    held.push_back(Connect());
    ASSERT_TRUE(IsServed(held.back()));
  }
  EXPECT_FALSE(IsServed(Connect()));
  client::ClientOptions other_host;
  other_host.target = "[::1]:" + std::to_string(server->ports()[1]);
  EXPECT_TRUE(client::Client::Create(other_host).value()->GetModel().ok());
  held.pop_back();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!IsServed(Connect())) ASSERT_LT(std::chrono::steady_clock::now(), end);
}

TEST_F(ConnectionsTest, ClosedConnectionsDoNotCount) {
  options.endpoints.listener.connections_max = 2;
  StartServer();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (int served = 0; served < 50;) {
    if (IsServed(Connect())) ++served;
    ASSERT_LT(std::chrono::steady_clock::now(), end);
  }
  while (!Call().ok()) ASSERT_LT(std::chrono::steady_clock::now(), end);
}

TEST_F(ConnectionsTest, ServesEveryAddress) {
  options.listen = {"127.0.0.1:0", "localhost:0", "0.0.0.0:0"};
  StartServer();
  ASSERT_EQ(server->ports().size(), 3U);
  for (const int port : server->ports()) {
    client::ClientOptions client_options;
    client_options.target = "localhost:" + std::to_string(port);
    EXPECT_TRUE(client::Client::Create(client_options).value()->GetModel().ok());
  }
}

TEST_F(ConnectionsTest, ClosesASilentConnection) {
  options.endpoints.listener.handshake_ms = 200;
  StartServer();
  test::ReadToEnd(Connect());
}

TEST_F(ConnectionsTest, ReplacesOldConnectionsWithoutLosingCalls) {
  options.endpoints.listener.connection_age_ms = 100;
  options.endpoints.listener.connection_grace_ms = 5000;
  options.endpoints.http = "127.0.0.1:0";
  StartServer();
  const auto client = MakeClient();
  const std::string accepted = "txtsentry_connections_accepted_total ";
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (int connections = 0; connections < 5;) {
    for (int i = 0; i < 100; ++i) {
      const absl::Status status = client->GetModel().status();
      ASSERT_TRUE(status.ok()) << status;
    }
    const std::string metrics =
        httplib::Client("127.0.0.1", server->http_port()).Get("/metrics")->body;
    connections = std::stoi(metrics.substr(metrics.find("\n" + accepted) + 1 + accepted.size()));
    ASSERT_LT(std::chrono::steady_clock::now(), end);
  }
}

}  // namespace
}  // namespace txtsentry
