#include "server/listener/grpc_workarounds/listener_probe.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_format.h"
#include "server/listener/file_descriptor.h"

namespace txtsentry::server {

absl::StatusOr<bool> Answers(int port, base::TimeUs timeout_us) {
  const FileDescriptor fd(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!fd.valid()) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): each thread has a text of its own in glibc.
    const char* why = std::strerror(errno);
    return absl::ResourceExhaustedError(absl::StrFormat("no socket to ask with: %s", why));
  }
  const base::SteadyClock clock;
  const base::TimeUs end_us = clock.NowUs() + timeout_us;
  const auto wait = [&](short events) {
    pollfd poll_fd = {fd.get(), events, 0};
    const base::TimeUs left_us = end_us - clock.NowUs();
    return left_us > 0 && poll(&poll_fd, 1, static_cast<int>(left_us / 1000 + 1)) > 0;
  };
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) {
    if (errno != EINPROGRESS) return false;
    if (!wait(POLLOUT)) return false;
    int error = 0;
    socklen_t error_bytes = sizeof(error);
    getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &error_bytes);
    if (error != 0) return false;
  }
  // A listener without TLS sends first; one with TLS closes the connection if the client sends
  // nothing. A greeting of the wrong protocol would cause an error in its log at each probe.
  shutdown(fd.get(), SHUT_WR);
  return wait(POLLIN);
}

}  // namespace txtsentry::server
