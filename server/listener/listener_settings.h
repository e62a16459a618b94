// How a gRPC listener treats its connections: what each may hold, how long it lives, how it is kept
// alive. The defaults suit many short-lived clients behind a layer-4 balancer.
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
  int64_t connections_max = 8192;    // Of the data ports together (ConnectionGate).
  int64_t host_connections_max = 0;  // The same, of one host; 0: no such limit.
  // MiB allocated from which on connections that only send are cut; 0: a third of what the process
  // may have, as gRPC takes as much again when such a connection ends, or 512 more than queues and
  // caches may hold.
  int64_t memory_soft_mb = 0;
  int64_t streams_max = 512;              // Calls of one connection at a time.
  int64_t metadata_bytes_max = 8192;      // Of one call's headers.
  int64_t handshake_ms = 10'000;          // TLS and HTTP/2 are set up by then.
  int64_t keepalive_ms = 60'000;          // A ping to a connection that is silent this long.
  int64_t keepalive_timeout_ms = 20'000;  // Then it answers by then, or is closed.
  int64_t ping_interval_ms = 10'000;      // Clients that ping more often are sent away.
  // A connection is told to go after this long, so that clients meet the servers that came since;
  // calls under way have the grace to end.
  int64_t connection_age_ms = 600'000;
  int64_t connection_grace_ms = 60'000;
  int64_t connection_idle_ms = 900'000;  // Without a call.
};

// InvalidArgument naming the flag, the value and the bound.
absl::Status ValidateListener(const ListenerSettings& settings);

void Apply(const ListenerSettings& settings, grpc::ServerBuilder& builder);

// What a ConnectionGate needs. Of connections as many as connections_max, or fewer where the limit
// of open files leaves room for fewer: half of it, or all but 64, are for connections.
// `bytes_kept_max`: what queues and caches may hold.
ConnectionLimits LimitsOf(const ListenerSettings& settings, int64_t bytes_kept_max);

// Lets the process open as many files as the system allows, and returns how many that is: every
// connection is one. Internal when the kernel refuses.
absl::StatusOr<int64_t> RaiseOpenFilesLimit();

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_LISTENER_SETTINGS_H_
