#include "server/grpc/classify_call.h"

namespace txtsentry::server {

std::optional<grpc::Status> ClassifyCall::Start(std::vector<pipeline::Record> records,
                                                pipeline::Recalled recalled,
                                                const schedule::JobClass& job_class) {
  const auto call = cancellable_->served()->Classify(
      std::move(records), std::move(recalled), job_class,
      [this](const std::vector<pipeline::Result>& results) { Answer(results); });
  if (!call.ok()) return call_->End(call.status());
  // Once it waits the answer may come, and this object go: what follows uses a copy.
  const std::shared_ptr<Cancellable> cancellable = cancellable_;
  {
    const base::MutexLock lock(mu_);
    if (answered_) return std::move(answered_);
    waits_ = true;
  }
  cancellable->Accepted(*call);
  return std::nullopt;
}

void ClassifyCall::Answer(const std::vector<pipeline::Result>& results) {
  call_->AddResults(results);
  absl::Status status = CallStatus(results);
  if (status.ok()) FillResponse(echo_, results, cancellable_->served()->display_name, response_);
  grpc::Status end = call_->End(status);
  {
    const base::MutexLock lock(mu_);
    if (!waits_) {
      answered_ = std::move(end);
      return;
    }
  }
  Finish(std::move(end));
}

}  // namespace txtsentry::server
