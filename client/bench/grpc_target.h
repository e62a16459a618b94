// A gRPC server as the target of a load: unary calls or streams, over any number of connections.
#ifndef TXTSENTRY_CLIENT_BENCH_GRPC_TARGET_H_
#define TXTSENTRY_CLIENT_BENCH_GRPC_TARGET_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/bench/load_target.h"
#include "client/credentials_options.h"

namespace txtsentry::client {

enum class Rpc { kUnary, kStream };

struct GrpcTargetOptions {
  std::string target;  // HOST:PORT, or any gRPC target name.
  CredentialsOptions credentials;
  Rpc rpc = Rpc::kUnary;
  int64_t connections = 1;       // Number of TCP connections, used in turn.
  int64_t connect_ms = 5'000;    // For all connections together.
  int64_t deadline_ms = 10'000;  // Per unary call, from the time it is sent.
};

// Connects to the server. Does not retry: every failure is counted. There is one stream per
// connection, and its calls are sequential; a broken stream is reopened for the next call. Returns
// Unavailable if not all connections are ready in time, and the errors of Credentials::Create.
absl::StatusOr<std::unique_ptr<LoadTarget>> ConnectGrpcTarget(const GrpcTargetOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_GRPC_TARGET_H_
