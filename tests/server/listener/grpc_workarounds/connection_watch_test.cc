#include "server/listener/grpc_workarounds/connection_watch.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <utility>
#include <vector>

#include "server/listener/file_descriptor.h"
#include "server/listener/grpc_workarounds/socket_traffic.h"

namespace txtsentry::server {
namespace {

struct Connection {
  FileDescriptor client;
  FileDescriptor server;
};

// A loopback connection, because the counts are those of TCP.
Connection Connect() {
  const FileDescriptor listener(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t bytes = sizeof(address);
  EXPECT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), bytes), 0);
  EXPECT_EQ(::listen(listener.get(), 1), 0);
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &bytes);
  Connection connection;
  connection.client.Reset(::socket(AF_INET, SOCK_STREAM, 0));
  EXPECT_EQ(::connect(connection.client.get(), reinterpret_cast<sockaddr*>(&address), bytes), 0);
  connection.server.Reset(::accept(listener.get(), nullptr, nullptr));
  return connection;
}

// Sends and reads a block; returns whether both succeeded.
bool Pass(const Connection& connection, std::vector<char>& piece) {
  const auto size = static_cast<ssize_t>(piece.size());
  return ::send(connection.client.get(), piece.data(), piece.size(), MSG_NOSIGNAL) == size &&
         ::recv(connection.server.get(), piece.data(), piece.size(), MSG_WAITALL) == size;
}

TEST(SocketTrafficTest, CountsReadAndSentBytes) {
  const Connection connection = Connect();
  std::vector<char> piece(1000);
  ASSERT_EQ(::send(connection.client.get(), piece.data(), 1000, 0), 1000);
  ASSERT_EQ(::recv(connection.server.get(), piece.data(), 600, MSG_WAITALL), 600);
  EXPECT_EQ(TrafficOf(connection.server.get())->read, 600U);
  EXPECT_EQ(TrafficOf(connection.server.get())->sent, 0U);
  ASSERT_EQ(::send(connection.server.get(), piece.data(), 70, 0), 70);
  EXPECT_EQ(TrafficOf(connection.server.get())->sent, 70U);
}

TEST(SocketTrafficTest, IsMissingForOtherDescriptors) { EXPECT_FALSE(TrafficOf(0).has_value()); }

TEST(ConnectionWatchTest, LimitsConnectionsInTotalAndPerHost) {
  ConnectionWatch watch({3, 2, 0});
  std::vector<Connection> held;
  for (int i = 0; i < 2; ++i) {
    held.push_back(Connect());
    EXPECT_TRUE(watch.HasRoomFor("a"));
    watch.Keep(held.back().server.get(), "a");
  }
  EXPECT_FALSE(watch.HasRoomFor("a"));
  EXPECT_TRUE(watch.HasRoomFor("b"));
  held.push_back(Connect());
  watch.Keep(held.back().server.get(), "b");
  EXPECT_FALSE(watch.HasRoomFor("c"));
}

TEST(ConnectionWatchTest, ResetsAConnectionThatOnlySendsWhileMemoryIsShort) {
  ConnectionWatch watch({10, 0, 1});  // The limit is one byte, so memory is always short.
  const Connection connection = Connect();
  watch.Keep(connection.server.get(), "a");
  std::vector<char> piece(1 << 16);
  while (Pass(connection, piece)) {
  }
  EXPECT_EQ(watch.cut(), 1);
}

TEST(ConnectionWatchTest, KeepsAConnectionThatIsAnswered) {
  ConnectionWatch watch({10, 0, 1});
  const Connection sender = Connect();
  const Connection answered = Connect();
  watch.Keep(sender.server.get(), "a");
  watch.Keep(answered.server.get(), "b");
  std::vector<char> piece(1 << 16);
  std::vector<char> one_byte(1);
  // Until the other connection is reset, which takes as many bytes.
  while (Pass(sender, piece)) {
    ASSERT_TRUE(Pass(answered, piece));
    ASSERT_EQ(::send(answered.server.get(), one_byte.data(), 1, 0), 1);
    ASSERT_EQ(::recv(answered.client.get(), one_byte.data(), 1, MSG_WAITALL), 1);
  }
  EXPECT_TRUE(Pass(answered, piece));
  EXPECT_EQ(watch.cut(), 1);
}

}  // namespace
}  // namespace txtsentry::server
