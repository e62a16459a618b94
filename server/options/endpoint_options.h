// Settings of the endpoints (server/listener/endpoints.h).
#ifndef TXTSENTRY_SERVER_OPTIONS_ENDPOINT_OPTIONS_H_
#define TXTSENTRY_SERVER_OPTIONS_ENDPOINT_OPTIONS_H_

#include <string>

#include "absl/status/status.h"
#include "server/listener/listener_settings.h"
#include "server/observe/access_log.h"
#include "server/observe/trace/tracer.h"
#include "server/security/authorizer.h"
#include "server/security/tls_credentials.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name.
class App;
}

namespace txtsentry::server {

struct EndpointOptions {
  TlsOptions tls;
  AuthorizerOptions auth;
  ListenerSettings listener;
  std::string http;           // HOST:PORT for metrics and probes; empty: none.
  std::string health_listen;  // HOST:PORT for gRPC health without TLS; empty: none.
  bool channelz = false;      // Also serve channelz on that port.
  AccessLogOptions access_log;
  TracerOptions tracer;
  bool orca = true;  // Report the server's load in response trailers.
};

// Adds the flags to `app`; `options` must outlive the parsing.
void AddEndpointFlags(CLI::App& app, EndpointOptions& options);

// InvalidArgument naming the flag.
absl::Status ValidateEndpoints(const EndpointOptions& options);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OPTIONS_ENDPOINT_OPTIONS_H_
