// What a client is told about calling the service: the gRPC service config, published as
// deploy/client/service-config.json for clients in other languages.
#ifndef TXTSENTRY_CLIENT_SERVICE_CONFIG_H_
#define TXTSENTRY_CLIENT_SERVICE_CONFIG_H_

#include <cstdint>
#include <string>

namespace txtsentry::client {

struct RetryOptions {
  // Attempts in all (gRPC allows 2 to 5), the first pause and the longest; pauses double and are
  // jittered by gRPC.
  int attempts_max = 5;
  int64_t backoff_ms_first = 100;
  int64_t backoff_ms_max = 2'000;
};

// JSON (github.com/grpc/grpc-proto, grpc/service_config/service_config.proto):
//   - round_robin over all addresses of the name, without those whose health says NOT_SERVING, so
//     that a server that drains gets no more calls;
//   - UNAVAILABLE and CANCELLED are tried again: scoring a record twice does no harm, and the
//     Shutdown of gRPC 1.51 answers calls that it has not taken up yet with CANCELLED. A call that
//     its caller cancels is not tried again.
// RESOURCE_EXHAUSTED is not: clients that are told to wait should not all come back at once.
std::string ServiceConfigJson(const RetryOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_SERVICE_CONFIG_H_
