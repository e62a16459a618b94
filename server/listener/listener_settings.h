// Settings of a gRPC listener: connection limits, lifetime and keepalive. The defaults suit many
// short-lived clients behind a layer-4 balancer.
#ifndef TXTSENTRY_SERVER_LISTENER_LISTENER_SETTINGS_H_
#define TXTSENTRY_SERVER_LISTENER_LISTENER_SETTINGS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/listener/connection_limits.h"

namespace grpc {
class ServerBuilder;
}

namespace txtsentry::server {

struct ListenerSettings {
  int64_t connections_max = 8192;    // All data ports together (ConnectionGate).
  int64_t host_connections_max = 0;  // Of one host; 0: no limit.
  // Allocated MiB above which connections that only send are reset. 0: the smaller of a third of
  // the process's memory limit (gRPC allocates as much again when such a connection ends) and 512
  // MiB more than queues and caches may hold.
  int64_t memory_soft_mb = 0;
  int64_t streams_max = 512;              // Concurrent calls of a connection.
  int64_t metadata_bytes_max = 8192;      // Of one call's headers.
  int64_t handshake_ms = 10'000;          // Time to complete TLS and HTTP/2 setup.
  int64_t keepalive_ms = 60'000;          // Idle time before the server pings.
  int64_t keepalive_timeout_ms = 20'000;  // Time to answer the ping.
  int64_t ping_interval_ms = 10'000;      // Clients that ping more often are disconnected.
  // A connection is asked to close after this age, so that clients reconnect and reach new servers;
  // calls in progress get the grace time to end.
  int64_t connection_age_ms = 600'000;
  int64_t connection_grace_ms = 60'000;
  int64_t connection_idle_ms = 900'000;  // Time without a call.
};

// InvalidArgument naming the flag, the value and the bound.
absl::Status ValidateListener(const ListenerSettings& settings);

void Apply(const ListenerSettings& settings, grpc::ServerBuilder& builder);

// The limits for a ConnectionGate: connections_max connections, or fewer if the limit of open files
// is low: half of that limit or all but 64 files, whichever is more, are for connections.
// `bytes_kept_max`: maximum bytes of queues and caches.
ConnectionLimits LimitsOf(const ListenerSettings& settings, int64_t bytes_kept_max);

// Raises the soft limit of open files to the hard limit and returns it; each connection needs one.
// Internal if the kernel refuses.
absl::StatusOr<int64_t> RaiseOpenFilesLimit();

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_LISTENER_SETTINGS_H_
