#include "server/options/endpoint_options.h"

#include <limits>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "server/listener/host_port.h"
#include "server/options/flags.h"

namespace txtsentry::server {
namespace {

void AddSecurityFlags(CLI::App& app, EndpointOptions& o) {
  AddFlag(app, "tls-cert", o.tls.cert, "PEM file: this server's certificate and its issuers");
  AddFlag(app, "tls-key", o.tls.key, "PEM file: its private key");
  AddFlag(app, "tls-client-ca", o.tls.client_ca,
          "PEM file: clients must show a certificate issued by one of these");
  AddFlag(app, "tls-allow-san", o.tls.allow_sans,
          "a name that a client's certificate must have one of; may be given more than once")
      ->delimiter(',');
  AddFlag(app, "tls-reload-s", o.tls.reload_s, "look at these files this often");
  AddFlag(app, "token-file", o.auth.token_file,
          "file of bearer tokens, one a line, then read or admin; calls must carry one");
  AddFlag(app, "admin-san", o.auth.admin_sans,
          "a name of client certificates that may make administrative calls")
      ->delimiter(',');
  AddFlag(app, "anonymous-admin", o.auth.anonymous_admin,
          "without tokens and client certificates: anybody may make administrative calls");
}

void AddListenerFlags(CLI::App& app, ListenerSettings& s) {
  AddFlag(app, "connections-max", s.connections_max, "connections at a time; more are refused");
  AddFlag(app, "host-connections-max", s.host_connections_max,
          "the same, of one host; 0: no limit");
  AddFlag(app, "memory-soft-mb", s.memory_soft_mb,
          "MiB in use from which on connections that only send are cut; 0: a third of the limit at "
          "most");
  AddFlag(app, "streams-max", s.streams_max, "calls of one connection at a time");
  AddFlag(app, "metadata-bytes-max", s.metadata_bytes_max, "bytes of one call's headers");
  AddFlag(app, "handshake-ms", s.handshake_ms, "a connection is set up by then, or closed");
  AddFlag(app, "keepalive-ms", s.keepalive_ms, "ping a connection that is silent this long");
  AddFlag(app, "keepalive-timeout-ms", s.keepalive_timeout_ms, "and close it if no answer comes");
  AddFlag(app, "ping-interval-ms", s.ping_interval_ms, "send clients away that ping more often");
  AddFlag(app, "connection-age-ms", s.connection_age_ms,
          "have a connection made anew after this long, to spread over servers that came since");
  AddFlag(app, "connection-grace-ms", s.connection_grace_ms, "its calls may take this long to end");
  AddFlag(app, "connection-idle-ms", s.connection_idle_ms, "close one without calls");
}

void AddObservabilityFlags(CLI::App& app, EndpointOptions& o) {
  AddFlag(app, "http", o.http, "HOST:PORT to serve /metrics, /livez and /readyz on, by plain HTTP");
  AddFlag(app, "health-listen", o.health_listen,
          "HOST:PORT to serve gRPC health on without TLS, for probes");
  AddFlag(app, "channelz", o.channelz, "serve gRPC channelz there, too");
  AddFlag(app, "access-log", o.access_log.path, "file for one line of JSON a call; -: stdout");
  AddFlag(app, "access-log-sample", o.access_log.sample,
          "share of the calls in it, 0 to 1; errors always are");
  AddFlag(app, "otlp-endpoint", o.tracer.endpoint,
          "http://HOST:PORT/v1/traces to send spans to, as OTLP in JSON");
  AddFlag(app, "trace-sample", o.tracer.sample,
          "share of the traces that begin here, 0 to 1; a caller's decision is kept");
  AddFlag(app, "orca", o.orca, "say in each answer's trailers how busy the server is (ORCA)");
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
