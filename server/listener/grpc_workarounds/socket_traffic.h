// Byte counts of a TCP connection from the kernel.
//
// Used by ConnectionWatch, because gRPC 1.51 has no counts for each connection; not needed without
// ConnectionWatch.
#ifndef TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_SOCKET_TRAFFIC_H_
#define TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_SOCKET_TRAFFIC_H_

#include <cstdint>
#include <optional>

namespace txtsentry::server {

struct SocketTraffic {
  uint64_t read = 0;  // Bytes read by the program since the connection began.
  uint64_t sent = 0;  // Bytes sent, including retransmissions.
};

// nullopt for other sockets than TCP, or for kernels without these counts (before Linux 4.19).
std::optional<SocketTraffic> TrafficOf(int fd);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_SOCKET_TRAFFIC_H_
