// Reactor of one unary ModelInfer call.
#ifndef TXTSENTRY_SERVER_OIP_INFER_CALL_H_
#define TXTSENTRY_SERVER_OIP_INFER_CALL_H_

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <utility>

#include "server/grpc/call_context.h"
#include "server/grpc/call_handle.h"
#include "server/oip/infer.h"

namespace txtsentry::server::oip {

// Finish is called at most once, when Infer answers. Infer always answers; a cancellation only
// makes it answer sooner.
class InferCall final : public grpc::ServerUnaryReactor {
 public:
  explicit InferCall(std::unique_ptr<CallContext> call) : call_(std::move(call)) {}

  // All arguments are borrowed; gRPC keeps `request` and `response` until OnDone. Returns the
  // call's final status if it has ended: then gRPC must not get this reactor. Else gRPC owns this
  // reactor, which deletes itself in OnDone.
  std::optional<grpc::Status> Start(const InferContext& context,
                                    const inference::ModelInferRequest& request,
                                    const schedule::JobClass& job_class,
                                    inference::ModelInferResponse& response) {
    Inferred inferred = Infer(context, *call_, request, job_class, response,
                              [this](const absl::Status& status) { Finish(call_->End(status)); });
    if (inferred.end.has_value()) return call_->End(*inferred.end);
    handle_ = std::move(inferred.call);
    return std::nullopt;
  }

  void OnCancel() override { handle_.Cancel(); }
  void OnDone() override { delete this; }

 private:
  const std::unique_ptr<CallContext> call_;
  CallHandle handle_;  // Set before gRPC gets the reactor and can run its callbacks.
};

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_INFER_CALL_H_
