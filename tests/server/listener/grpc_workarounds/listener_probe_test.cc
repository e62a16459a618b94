#include "server/listener/grpc_workarounds/listener_probe.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "server/listener/file_descriptor.h"

namespace txtsentry::server {
namespace {

// A socket that listens on a free loopback port and never accepts.
class Listener {
 public:
  Listener() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at = {};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t bytes = sizeof(at);
    auto* const address = reinterpret_cast<sockaddr*>(&at);
    EXPECT_EQ(bind(fd_.get(), address, bytes), 0);
    EXPECT_EQ(listen(fd_.get(), 4), 0);
    EXPECT_EQ(getsockname(fd_.get(), address, &bytes), 0);
    port_ = ntohs(at.sin_port);
  }
  int port() const { return port_; }
  FileDescriptor Accept() { return FileDescriptor(accept(fd_.get(), nullptr, nullptr)); }
  void Close() { fd_.Reset(); }

 private:
  FileDescriptor fd_;
  int port_ = 0;
};

TEST(ListenerProbeTest, AListenerThatNeverAcceptsDoesNotAnswer) {
  const Listener listener;
  EXPECT_FALSE(Answers(listener.port(), 50'000).value());
}

TEST(ListenerProbeTest, AListenerThatSendsAnyByteAnswers) {
  Listener listener;
  std::thread peer([&] {
    const FileDescriptor connection = listener.Accept();
    EXPECT_EQ(write(connection.get(), "x", 1), 1);
  });
  EXPECT_TRUE(Answers(listener.port(), 20'000'000).value());
  peer.join();
}

TEST(ListenerProbeTest, AListenerThatClosesTheConnectionAnswers) {
  Listener listener;
  std::thread peer([&] { listener.Accept(); });
  EXPECT_TRUE(Answers(listener.port(), 20'000'000).value());
  peer.join();
}

TEST(ListenerProbeTest, AClosedPortDoesNotAnswer) {
  Listener listener;
  listener.Close();
  EXPECT_FALSE(Answers(listener.port(), 50'000).value());
}

}  // namespace
}  // namespace txtsentry::server
