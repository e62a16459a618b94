#include "server/grpc/grpc_status.h"

#include <string>

#include "absl/strings/str_format.h"
#include "google/rpc/error_details.pb.h"

namespace txtsentry::server {
namespace {

// gRPC sends the message in a header, and headers are limited (8 KB by default).
constexpr size_t kMessageBytesMax = 1024;

std::string CutMessage(const absl::Status& status) {
  std::string message(status.message());
  if (message.size() <= kMessageBytesMax) return message;
  // Do not cut within a character: a message field must be UTF-8.
  size_t end = kMessageBytesMax;
  while (end > 0 && (message[end] & 0xC0) == 0x80) --end;
  message.resize(end);
  return message;
}

}  // namespace

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status rpc;
  rpc.set_code(static_cast<int>(status.code()));
  rpc.set_message(CutMessage(status));
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

std::string ToText(const absl::Status& status) {
  return absl::StrFormat("%s: %s", absl::StatusCodeToString(status.code()), CutMessage(status));
}

}  // namespace txtsentry::server
