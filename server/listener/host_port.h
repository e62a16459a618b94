// Parser for HOST:PORT in flags.
#ifndef TXTSENTRY_SERVER_LISTENER_HOST_PORT_H_
#define TXTSENTRY_SERVER_LISTENER_HOST_PORT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace txtsentry::server {

struct HostPort {
  std::string host;  // Without the brackets of an IPv6 address.
  int port = 0;      // 0: any free port.
};

// InvalidArgument if the host is missing or the port is not in 0..65535.
absl::StatusOr<HostPort> ParseHostPort(std::string_view text);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_HOST_PORT_H_
