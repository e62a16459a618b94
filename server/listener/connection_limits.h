// Limits for the connections of the data ports.
#ifndef TXTSENTRY_SERVER_LISTENER_CONNECTION_LIMITS_H_
#define TXTSENTRY_SERVER_LISTENER_CONNECTION_LIMITS_H_

#include <cstdint>

namespace txtsentry::server {

struct ConnectionLimits {
  int64_t open_max = 0;  // Open connections over all addresses; at least 1.
  // Open connections of one host: an IPv4 address, or the first 64 bits of an IPv6 address. 0: no
  // limit.
  int64_t host_max = 0;
  // While the process has more bytes allocated than this, the connection that has sent most since
  // the server last sent it anything is reset, one at a time. 0: never.
  int64_t memory_soft_max = 0;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_CONNECTION_LIMITS_H_
