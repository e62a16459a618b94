// What has gone over a TCP connection, as the kernel counts it.
#ifndef TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_SOCKET_TRAFFIC_H_
#define TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_SOCKET_TRAFFIC_H_

#include <cstdint>
#include <optional>

namespace txtsentry::server {

struct SocketTraffic {
  uint64_t read = 0;  // Bytes that the program has taken, since the connection began.
  uint64_t sent = 0;  // Bytes that went out, once or again.
};

// Nothing for what is no TCP socket, or a kernel that does not count (before Linux 4.19).
std::optional<SocketTraffic> TrafficOf(int fd);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_SOCKET_TRAFFIC_H_
