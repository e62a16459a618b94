// How many connections the data port takes, and how patiently.
#ifndef TXTSENTRY_SERVER_LISTENER_CONNECTION_LIMITS_H_
#define TXTSENTRY_SERVER_LISTENER_CONNECTION_LIMITS_H_

#include <cstdint>

namespace txtsentry::server {

struct ConnectionLimits {
  int64_t open_max = 0;  // At a time, all addresses together; at least 1.
  // The same of one host: an IPv4 address, or the first 64 bits of an IPv6 one. 0: no such limit.
  int64_t host_max = 0;
  // While the process has allocated more bytes than this, the connection that has sent most since
  // the server last sent it anything is cut, one after the other. 0: never.
  int64_t memory_soft_max = 0;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_CONNECTION_LIMITS_H_
