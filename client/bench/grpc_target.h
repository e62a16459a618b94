// A server as the target of a load: unary calls or streams, over any number of connections.
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
  std::string target;  // HOST:PORT, or any gRPC name.
  CredentialsOptions credentials;
  Rpc rpc = Rpc::kUnary;
  int64_t connections = 1;       // Each a TCP connection of its own; calls take turns.
  int64_t connect_ms = 5'000;    // For all of them together.
  int64_t deadline_ms = 10'000;  // Of a unary call, from when it is sent.
};

// Connects. Nothing is tried again: every failure is counted. On a stream (one a connection) calls
// follow one another; a stream that broke is opened anew with the next call. Unavailable when not
// all connections are there in time; the errors of Credentials::Create.
absl::StatusOr<std::unique_ptr<LoadTarget>> ConnectGrpcTarget(const GrpcTargetOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_GRPC_TARGET_H_
