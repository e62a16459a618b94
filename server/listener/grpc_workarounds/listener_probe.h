// Probe that checks whether a listener of this process still accepts connections.
//
// gRPC 1.51 has no API that tells whether a listener still accepts; check whether a newer version
// has one.
#ifndef TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_LISTENER_PROBE_H_
#define TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_LISTENER_PROBE_H_

#include "absl/status/statusor.h"
#include "core/base/clock.h"

namespace txtsentry::server {

// Returns true if a connection to 127.0.0.1:`port`, on which the probe sends nothing, gets a byte
// or is closed within `timeout_us`. If a program no longer accepts, the kernel queues the
// connection and it stays silent. ResourceExhausted if this process has no descriptor left for the
// probe.
absl::StatusOr<bool> Answers(int port, base::TimeUs timeout_us);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_LISTENER_PROBE_H_
