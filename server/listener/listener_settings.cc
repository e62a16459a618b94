#include "server/listener/listener_settings.h"

#include <grpc/grpc.h>
#include <grpcpp/server_builder.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>

#include "absl/strings/str_format.h"
#include "core/base/memory_limit.h"

namespace txtsentry::server {
namespace {

// Files reserved for engines, model files, logs and probes.
constexpr int64_t kFilesKept = 64;
// Memory reserved for calls being read and answered, and for everything of constant size.
constexpr int64_t kRoomForCalls = 512 << 20;

}  // namespace

absl::Status ValidateListener(const ListenerSettings& settings) {
  struct Value {
    const char* flag;
    int64_t value;
    int64_t min = 1;
  };
  for (const Value& v : {Value{"connections-max", settings.connections_max},
                         {"host-connections-max", settings.host_connections_max, 0},
                         {"memory-soft-mb", settings.memory_soft_mb, 0},
                         {"streams-max", settings.streams_max},
                         {"metadata-bytes-max", settings.metadata_bytes_max},
                         {"handshake-ms", settings.handshake_ms},
                         {"keepalive-ms", settings.keepalive_ms},
                         {"keepalive-timeout-ms", settings.keepalive_timeout_ms},
                         {"ping-interval-ms", settings.ping_interval_ms},
                         {"connection-age-ms", settings.connection_age_ms},
                         {"connection-grace-ms", settings.connection_grace_ms},
                         {"connection-idle-ms", settings.connection_idle_ms}}) {
    // gRPC takes these settings as int.
    constexpr int64_t kMax = std::numeric_limits<int>::max();
    if (v.value < v.min || v.value > kMax) {
      return absl::InvalidArgumentError(
          absl::StrFormat("--%s=%d is not in %d..%d", v.flag, v.value, v.min, kMax));
    }
  }
  return absl::OkStatus();
}

void Apply(const ListenerSettings& settings, grpc::ServerBuilder& builder) {
  const auto set = [&builder](const char* name, int64_t value) {
    builder.AddChannelArgument(name, static_cast<int>(value));
  };
  // Without this, a second server could bind the same port and take half of the connections.
  set(GRPC_ARG_ALLOW_REUSEPORT, 0);
  set(GRPC_ARG_MAX_CONCURRENT_STREAMS, settings.streams_max);
  set(GRPC_ARG_MAX_METADATA_SIZE, settings.metadata_bytes_max);
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, settings.handshake_ms);
  set(GRPC_ARG_KEEPALIVE_TIME_MS, settings.keepalive_ms);
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, settings.keepalive_timeout_ms);
  set(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, settings.ping_interval_ms);
  set(GRPC_ARG_MAX_CONNECTION_AGE_MS, settings.connection_age_ms);
  set(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, settings.connection_grace_ms);
  set(GRPC_ARG_MAX_CONNECTION_IDLE_MS, settings.connection_idle_ms);
}

ConnectionLimits LimitsOf(const ListenerSettings& settings, int64_t bytes_kept_max) {
  ConnectionLimits limits = {settings.connections_max, settings.host_connections_max,
                             settings.memory_soft_mb << 20};
  if (limits.memory_soft_max == 0) {
    limits.memory_soft_max = std::min(base::ReadMemoryLimit() / 3, bytes_kept_max + kRoomForCalls);
  }
  rlimit files = {};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY) {
    const auto all = static_cast<int64_t>(files.rlim_cur);
    const int64_t room = std::max<int64_t>(1, all - std::min(kFilesKept, all / 2));
    limits.open_max = std::min(limits.open_max, room);
  }
  return limits;
}

absl::StatusOr<int64_t> RaiseOpenFilesLimit() {
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return static_cast<int64_t>(limit.rlim_cur);
  }
  return absl::InternalError(absl::StrFormat("the limit of open files cannot be raised: %s",
                                             std::generic_category().message(errno)));
}

}  // namespace txtsentry::server
