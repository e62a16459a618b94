// One unary ModelInfer call.
#ifndef TXTSENTRY_SERVER_OIP_INFER_CALL_H_
#define TXTSENTRY_SERVER_OIP_INFER_CALL_H_

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <utility>

#include "server/grpc/call_context.h"
#include "server/grpc/cancellable.h"
#include "server/oip/infer.h"

namespace txtsentry::server::oip {

// Owned by gRPC from Start on: deletes itself in OnDone. Finish is called exactly once, from
// Infer's answer, which comes whatever happens: a cancellation only makes it come sooner.
class InferCall final : public grpc::ServerUnaryReactor {
 public:
  explicit InferCall(std::unique_ptr<CallContext> call) : call_(std::move(call)) {}

  // Everything is borrowed; gRPC keeps `request` and `response` until OnDone.
  void Start(const InferContext& context, const inference::ModelInferRequest& request,
             const schedule::JobClass& job_class, inference::ModelInferResponse& response) {
    InferCallbacks callbacks;
    callbacks.hold = [this](ServedModelPtr served) {
      cancellable_ = std::make_shared<Cancellable>(std::move(served));
      return cancellable_;
    };
    callbacks.done = [this](const absl::Status& status) { Finish(call_->End(status)); };
    Infer(context, *call_, request, job_class, response, std::move(callbacks));
  }

  void OnCancel() override {
    if (cancellable_ != nullptr) cancellable_->Cancel();
  }
  void OnDone() override { delete this; }

 private:
  const std::unique_ptr<CallContext> call_;
  // Written before Start returns, and gRPC reacts only after that.
  std::shared_ptr<Cancellable> cancellable_;
};

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_INFER_CALL_H_
