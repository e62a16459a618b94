#include "server/grpc_status.h"

#include <string>

#include "google/rpc/error_details.pb.h"

namespace txtsentry::server {
namespace {

// gRPC sends the message in a header, and headers are bounded (8 KB by default).
constexpr size_t kMessageBytesMax = 1024;

}  // namespace

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status rpc;
  rpc.set_code(static_cast<int>(status.code()));
  std::string message(status.message());
  if (message.size() > kMessageBytesMax) message.resize(kMessageBytesMax);
  rpc.set_message(message);
  if (absl::IsResourceExhausted(status)) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_nanos(kRetryDelayMs * 1'000'000);
    rpc.add_details()->PackFrom(retry);
  }
  return rpc;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status rpc = ToRpcStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(rpc.code()), rpc.message(),
                      rpc.SerializeAsString());
}

}  // namespace txtsentry::server
