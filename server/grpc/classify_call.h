// Reactor of one unary Classify call.
#ifndef TXTSENTRY_SERVER_GRPC_CLASSIFY_CALL_H_
#define TXTSENTRY_SERVER_GRPC_CLASSIFY_CALL_H_

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/pipeline/record_classifier.h"
#include "server/grpc/call_context.h"
#include "server/grpc/call_handle.h"
#include "server/grpc/proto_convert.h"
#include "server/models/model_host.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::server {

// Finish is called at most once, when the classifier answers. The classifier always answers; a
// cancellation only makes it answer sooner.
class ClassifyCall final : public grpc::ServerUnaryReactor {
 public:
  // `response` is borrowed; gRPC keeps it until OnDone.
  ClassifyCall(std::unique_ptr<CallContext> call, ServedModelPtr served, RequestEcho echo,
               v1::ClassifyResponse& response)
      : call_(std::move(call)),
        echo_(std::move(echo)),
        response_(response),
        handle_{std::move(served), {}} {
    call_->set_model(handle_.model->display_name);
  }

  // Returns the call's final status if the answer is complete: the caller must then give gRPC
  // another reactor that already knows its status, not this one. Else gRPC owns this reactor, which
  // deletes itself in OnDone.
  std::optional<grpc::Status> Start(std::vector<pipeline::Record> records,
                                    const schedule::JobClass& job_class);

  void OnCancel() override { handle_.Cancel(); }
  void OnDone() override { delete this; }

 private:
  // Fills the response. Returns the status to finish with.
  grpc::Status Answer(const std::vector<pipeline::Result>& results);

  const std::unique_ptr<CallContext> call_;
  const RequestEcho echo_;
  v1::ClassifyResponse& response_;
  CallHandle handle_;  // Its call is set before gRPC gets the reactor and can run its callbacks.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_CLASSIFY_CALL_H_
