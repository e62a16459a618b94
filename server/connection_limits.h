// How many connections the data port takes, and how patiently.
#ifndef TXTSENTRY_SERVER_CONNECTION_LIMITS_H_
#define TXTSENTRY_SERVER_CONNECTION_LIMITS_H_

#include <cstdint>

namespace txtsentry::server {

struct ConnectionLimits {
  int64_t open_max = 0;  // At a time, all addresses together; at least 1.
  // The same of one host: an IPv4 address, or the first 64 bits of an IPv6 one. 0: no such limit.
  int64_t host_max = 0;
  // What may be read of a connection while the server sends nothing at all, not even leave to send
  // more. gRPC gives that when half of its window has been read, and its windows are 16 MiB at the
  // most: less than that is no limit for peers that mean well. 0: no such limit.
  int64_t unanswered_bytes_max = 0;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_CONNECTION_LIMITS_H_
