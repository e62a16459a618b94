#include "server/options/endpoint_options.h"

#include <limits>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "server/listener/host_port.h"
#include "server/options/flags.h"

namespace txtsentry::server {
namespace {

void AddSecurityFlags(CLI::App& app, EndpointOptions& o) {
  AddFlag(app, "tls-cert", o.tls.cert, "PEM file with the server certificate and its issuers");
  AddFlag(app, "tls-key", o.tls.key, "PEM file with the server's private key");
  AddFlag(app, "tls-client-ca", o.tls.client_ca,
          "PEM file with authorities; clients must present a certificate that one of them issued");
  AddFlag(app, "tls-allow-san", o.tls.allow_sans,
          "allowed name in a client certificate; repeatable, one must match")
      ->delimiter(',');
  AddFlag(app, "tls-reload-s", o.tls.reload_s, "interval for reloading changed TLS files");
  AddFlag(app, "token-file", o.auth.token_file,
          "file of accepted bearer tokens: TOKEN [read|admin] per line");
  AddFlag(app, "admin-san", o.auth.admin_sans,
          "client certificate name with the scope admin; repeatable")
      ->delimiter(',');
  AddFlag(app, "anonymous-admin", o.auth.anonymous_admin,
          "allow administrative calls without authentication, if neither tokens nor client "
          "certificates are configured");
}

void AddListenerFlags(CLI::App& app, ListenerSettings& s) {
  AddFlag(app, "connections-max", s.connections_max, "maximum open connections");
  AddFlag(app, "host-connections-max", s.host_connections_max,
          "maximum open connections of one host; 0: no limit");
  AddFlag(app, "memory-soft-mb", s.memory_soft_mb,
          "allocated MiB above which connections that only send are reset; 0: at most a third of "
          "the memory limit");
  AddFlag(app, "streams-max", s.streams_max, "maximum concurrent calls of a connection");
  AddFlag(app, "metadata-bytes-max", s.metadata_bytes_max, "maximum bytes of a call's headers");
  AddFlag(app, "handshake-ms", s.handshake_ms, "maximum time to set up a connection");
  AddFlag(app, "keepalive-ms", s.keepalive_ms, "idle time before the server pings a connection");
  AddFlag(app, "keepalive-timeout-ms", s.keepalive_timeout_ms,
          "time to answer that ping before the connection is closed");
  AddFlag(app, "ping-interval-ms", s.ping_interval_ms,
          "minimum interval of a client's pings; a client that pings more often is disconnected");
  AddFlag(app, "connection-age-ms", s.connection_age_ms,
          "maximum age of a connection, so that clients reconnect and reach new servers");
  AddFlag(app, "connection-grace-ms", s.connection_grace_ms,
          "time for running calls of a connection past that age");
  AddFlag(app, "connection-idle-ms", s.connection_idle_ms,
          "time without calls before a connection is closed");
}

void AddObservabilityFlags(CLI::App& app, EndpointOptions& o) {
  AddFlag(app, "http", o.http, "HOST:PORT for /metrics, /livez and /readyz over plain HTTP");
  AddFlag(app, "health-listen", o.health_listen,
          "HOST:PORT for gRPC health without TLS, for probes");
  AddFlag(app, "channelz", o.channelz, "also serve gRPC channelz on the --health-listen port");
  AddFlag(app, "access-log", o.access_log.path,
          "access log file, one JSON line per call; -: stdout");
  AddFlag(app, "access-log-sample", o.access_log.sample,
          "share of calls to log, 0 to 1; errors are always logged");
  AddFlag(app, "otlp-endpoint", o.tracer.endpoint,
          "collector URL http://HOST:PORT/v1/traces for spans (OTLP, JSON)");
  AddFlag(app, "trace-sample", o.tracer.sample,
          "sampling probability, 0 to 1, of traces that start here; a caller's decision is kept");
  AddFlag(app, "orca", o.orca, "report the server's load in response trailers (ORCA)");
}

absl::Status CheckShare(const char* flag, double value) {
  if (value >= 0 && value <= 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat("--%s=%g is not in 0..1", flag, value));
}

absl::Status CheckAddress(const char* flag, const std::string& value) {
  if (value.empty()) return absl::OkStatus();
  absl::Status status = ParseHostPort(value).status();
  if (status.ok()) return status;
  return absl::InvalidArgumentError(
      absl::StrFormat("--%s: %s", flag, std::string(status.message())));
}

}  // namespace

void AddEndpointFlags(CLI::App& app, EndpointOptions& options) {
  AddSecurityFlags(app, options);
  AddListenerFlags(app, options.listener);
  AddObservabilityFlags(app, options);
}

absl::Status ValidateEndpoints(const EndpointOptions& o) {
  TXTSENTRY_RETURN_IF_ERROR(ValidateTls(o.tls));
  TXTSENTRY_RETURN_IF_ERROR(ValidateListener(o.listener));
  if (o.tls.reload_s < 1 || o.tls.reload_s > 86'400) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--tls-reload-s=%d is not in 1..86400", o.tls.reload_s));
  }
  if (!o.auth.admin_sans.empty() && o.tls.client_ca.empty()) {
    return absl::InvalidArgumentError("--admin-san needs --tls-client-ca");
  }
  if (o.channelz && o.health_listen.empty()) {
    return absl::InvalidArgumentError("--channelz needs --health-listen");
  }
  TXTSENTRY_RETURN_IF_ERROR(NameList::Parse(o.auth.admin_sans).status());
  TXTSENTRY_RETURN_IF_ERROR(CheckAddress("http", o.http));
  TXTSENTRY_RETURN_IF_ERROR(CheckAddress("health-listen", o.health_listen));
  TXTSENTRY_RETURN_IF_ERROR(CheckShare("access-log-sample", o.access_log.sample));
  TXTSENTRY_RETURN_IF_ERROR(CheckShare("trace-sample", o.tracer.sample));
  if (o.tracer.endpoint.empty()) return absl::OkStatus();
  return ParseOtlpEndpoint(o.tracer.endpoint).status();
}

}  // namespace txtsentry::server
