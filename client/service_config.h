// The gRPC service config for clients, published as deploy/client/service-config.json for clients
// in other languages.
#ifndef TXTSENTRY_CLIENT_SERVICE_CONFIG_H_
#define TXTSENTRY_CLIENT_SERVICE_CONFIG_H_

#include <cstdint>
#include <string>

namespace txtsentry::client {

struct RetryOptions {
  // Total number of attempts (gRPC allows 2 to 5), and the first and the longest pause; pauses
  // double and gRPC adds jitter.
  int attempts_max = 5;
  int64_t backoff_ms_first = 100;
  int64_t backoff_ms_max = 2'000;
};

// Returns JSON (github.com/grpc/grpc-proto, grpc/service_config/service_config.proto):
// - round_robin over all addresses of the name, except those whose health is NOT_SERVING, so that a
//   draining server receives no more calls;
// - UNAVAILABLE and CANCELLED are retried: scoring a record twice does no harm, and gRPC 1.51's
//   Shutdown answers calls that it has not started with CANCELLED. A call that its caller cancels
//   is not retried.
// RESOURCE_EXHAUSTED is not retried: clients that must wait should not all come back at once.
std::string ServiceConfigJson(const RetryOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_SERVICE_CONFIG_H_
