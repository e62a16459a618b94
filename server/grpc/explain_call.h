// Reactor of one Explain call.
#ifndef TXTSENTRY_SERVER_GRPC_EXPLAIN_CALL_H_
#define TXTSENTRY_SERVER_GRPC_EXPLAIN_CALL_H_

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <string>
#include <utility>

#include "core/base/clock.h"
#include "core/pipeline/classifier.h"
#include "server/grpc/call_context.h"
#include "server/grpc/explain_queue.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::server {

// gRPC owns it from Start on; it deletes itself in OnDone. Finish is called exactly once: by Start
// if the queue is full, else when the job is answered, which a cancellation only makes happen
// sooner.
class ExplainCall final : public grpc::ServerUnaryReactor {
 public:
  // `queue` and `response` are borrowed; gRPC keeps the response until OnDone.
  ExplainCall(std::unique_ptr<CallContext> call, ExplainQueue& queue, ServedModelPtr served,
              v1::ExplainResponse& response)
      : call_(std::move(call)),
        queue_(queue),
        response_(response),
        job_(std::make_shared<ExplainJob>()) {
    job_->served = std::move(served);
    call_->set_model(job_->served->display_name);
  }

  void Start(const std::string& record_id, pipeline::Record record, base::TimeUs deadline_us);

  void OnCancel() override { queue_.Cancel(job_); }
  void OnDone() override { delete this; }

 private:
  void Answer(const absl::StatusOr<pipeline::Explanation>& explanation);

  const std::unique_ptr<CallContext> call_;
  ExplainQueue& queue_;
  v1::ExplainResponse& response_;
  const std::shared_ptr<ExplainJob> job_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_EXPLAIN_CALL_H_
