// Converts a gRPC status to an absl::Status; the codes have the same numbers.
#ifndef TXTSENTRY_CLIENT_STATUS_FROM_GRPC_H_
#define TXTSENTRY_CLIENT_STATUS_FROM_GRPC_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace txtsentry::client {

absl::Status FromGrpc(const grpc::Status& status);
absl::Status FromRpc(const google::rpc::Status& status);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_STATUS_FROM_GRPC_H_
