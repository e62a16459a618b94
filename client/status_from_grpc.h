// A gRPC status as an absl::Status: the codes are the same numbers. Details are left out.
#ifndef TXTSENTRY_CLIENT_STATUS_FROM_GRPC_H_
#define TXTSENTRY_CLIENT_STATUS_FROM_GRPC_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace txtsentry::client {

// Of a call.
absl::Status FromGrpc(const grpc::Status& status);
// Of one record (Result.status) or of one request of a stream (ClassifyResponse.error).
absl::Status FromRpc(const google::rpc::Status& status);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_STATUS_FROM_GRPC_H_
