#include "server/listener/grpc_workarounds/socket_traffic.h"

// The kernel's header, because the C library's tcp_info lacks these counts. The two cannot be
// included together, so this code has its own file.
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>

namespace txtsentry::server {

std::optional<SocketTraffic> TrafficOf(int fd) {
  constexpr int kProtocolTcp = 6;
  tcp_info info = {};
  socklen_t bytes = sizeof(info);
  if (::getsockopt(fd, kProtocolTcp, TCP_INFO, &info, &bytes) != 0) return std::nullopt;
  if (bytes < offsetof(tcp_info, tcpi_bytes_sent) + sizeof(info.tcpi_bytes_sent)) {
    return std::nullopt;
  }
  int unread = 0;
  if (::ioctl(fd, SIOCINQ, &unread) != 0) return std::nullopt;
  // More data may have arrived between the two system calls.
  const uint64_t waiting = std::min<uint64_t>(unread, info.tcpi_bytes_received);
  return SocketTraffic{info.tcpi_bytes_received - waiting, info.tcpi_bytes_sent};
}

}  // namespace txtsentry::server
