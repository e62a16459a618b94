// Conversion of absl::Status to the status types that gRPC sends; no other file converts.
#ifndef TXTSENTRY_SERVER_GRPC_GRPC_STATUS_H_
#define TXTSENTRY_SERVER_GRPC_GRPC_STATUS_H_

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace txtsentry::server {

// Retry delay in google.rpc.RetryInfo for a caller that hit a limit.
inline constexpr int kRetryDelayMs = 100;

// Same code, with the message cut to 1 KB. ResourceExhausted carries google.rpc.RetryInfo.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// The status of a call, with ToRpcStatus's message in grpc-status-details-bin.
grpc::Status ToGrpcStatus(const absl::Status& status);

// "CODE: message", with the message cut to 1 KB, for protocols that carry only a text.
std::string ToText(const absl::Status& status);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_GRPC_STATUS_H_
