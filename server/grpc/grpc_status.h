// The one place where an absl::Status becomes what gRPC sends.
#ifndef TXTSENTRY_SERVER_GRPC_GRPC_STATUS_H_
#define TXTSENTRY_SERVER_GRPC_GRPC_STATUS_H_

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace txtsentry::server {

// How long a caller who met a full limit is asked to wait, in google.rpc.RetryInfo.
inline constexpr int kRetryDelayMs = 100;

// The same code, the message cut to 1 KB. ResourceExhausted carries google.rpc.RetryInfo.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// The same as the status of a call; ToRpcStatus's message goes into grpc-status-details-bin.
grpc::Status ToGrpcStatus(const absl::Status& status);

// "CODE: message", the message cut to 1 KB: where a protocol has room for a text only.
std::string ToText(const absl::Status& status);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_GRPC_STATUS_H_
