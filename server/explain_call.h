// One Explain call.
#ifndef TXTSENTRY_SERVER_EXPLAIN_CALL_H_
#define TXTSENTRY_SERVER_EXPLAIN_CALL_H_

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <string>
#include <utility>

#include "core/base/clock.h"
#include "core/classify/classifier.h"
#include "server/explain_queue.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::server {

// Owned by gRPC from Start on: deletes itself in OnDone. Finish is called exactly once, by Start
// when the queue is full, else from the job's answer, which a cancellation only makes come sooner.
class ExplainCall final : public grpc::ServerUnaryReactor {
 public:
  // `queue` and `response` are borrowed; gRPC keeps the response until OnDone.
  ExplainCall(ExplainQueue& queue, ServedModelPtr served, std::string record_id,
              v1::ExplainResponse& response)
      : queue_(queue),
        record_id_(std::move(record_id)),
        response_(response),
        job_(std::make_shared<ExplainJob>()) {
    job_->served = std::move(served);
  }

  void Start(classify::Record record, base::TimeUs deadline_us);

  void OnCancel() override { queue_.Cancel(job_); }
  void OnDone() override { delete this; }

 private:
  void Answer(const absl::StatusOr<classify::Explanation>& explanation);

  ExplainQueue& queue_;
  const std::string record_id_;
  v1::ExplainResponse& response_;
  const std::shared_ptr<ExplainJob> job_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_EXPLAIN_CALL_H_
