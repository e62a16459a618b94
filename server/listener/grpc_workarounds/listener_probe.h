// Asks a listener of this process whether it still takes connections.
#ifndef TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_LISTENER_PROBE_H_
#define TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_LISTENER_PROBE_H_

#include "absl/status/statusor.h"
#include "core/base/clock.h"

namespace txtsentry::server {

// True when something answers a connection to 127.0.0.1:`port`, which says nothing, within
// `timeout_us`: by any byte, or by the end of the connection. A listener whose program no longer
// accepts takes connections into the kernel's queue and is silent. ResourceExhausted when this
// process has no descriptor left for the question.
absl::StatusOr<bool> Answers(int port, base::TimeUs timeout_us);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_LISTENER_PROBE_H_
