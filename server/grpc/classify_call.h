// One unary Classify call.
#ifndef TXTSENTRY_SERVER_GRPC_CLASSIFY_CALL_H_
#define TXTSENTRY_SERVER_GRPC_CLASSIFY_CALL_H_

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"
#include "core/pipeline/classifier.h"
#include "server/grpc/call_context.h"
#include "server/grpc/cancellable.h"
#include "server/grpc/proto_convert.h"
#include "server/models/model_host.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::server {

// Finish is called exactly once, from the classifier's answer, which comes whatever happens: a
// cancellation only makes it come sooner.
class ClassifyCall final : public grpc::ServerUnaryReactor {
 public:
  // `response` is borrowed; gRPC keeps it until OnDone.
  ClassifyCall(std::unique_ptr<CallContext> call, ServedModelPtr served, RequestEcho echo,
               v1::ClassifyResponse& response)
      : call_(std::move(call)),
        echo_(std::move(echo)),
        response_(response),
        cancellable_(std::make_shared<Cancellable>(std::move(served))) {
    call_->set_model(cancellable_->served()->display_name);
  }

  // `recalled` is what the model has said that it knows of the records. Returns what the call has
  // to be finished with when its answer is there already: then gRPC must not get this reactor but
  // one that it need not run on another thread. Else the reactor is gRPC's and deletes itself in
  // OnDone.
  std::optional<grpc::Status> Start(std::vector<pipeline::Record> records,
                                    pipeline::Recalled recalled,
                                    const schedule::JobClass& job_class);

  void OnCancel() override { cancellable_->Cancel(); }
  void OnDone() override { delete this; }

 private:
  void Answer(const std::vector<pipeline::Result>& results);

  const std::unique_ptr<CallContext> call_;
  const RequestEcho echo_;
  v1::ClassifyResponse& response_;
  const std::shared_ptr<Cancellable> cancellable_;

  base::Mutex mu_;
  bool waits_ ABSL_GUARDED_BY(mu_) = false;  // gRPC has this reactor.
  std::optional<grpc::Status> answered_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_CLASSIFY_CALL_H_
