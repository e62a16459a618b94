#include "server/grpc/classify_call.h"

namespace txtsentry::server {

std::optional<grpc::Status> ClassifyCall::Start(std::vector<pipeline::Record> records,
                                                const schedule::JobClass& job_class) {
  auto started = handle_.model->front().Start(
      std::move(records), job_class,
      [this](const std::vector<pipeline::Result>& results) { Finish(Answer(results)); });
  if (!started.ok()) return call_->End(started.status());
  if (started->results.has_value()) return Answer(*started->results);
  handle_.call = std::move(started->call);
  return std::nullopt;
}

grpc::Status ClassifyCall::Answer(const std::vector<pipeline::Result>& results) {
  call_->AddResults(results);
  const absl::Status status = CallStatus(results);
  if (status.ok()) FillResponse(echo_, results, handle_.model->display_name, response_);
  return call_->End(status);
}

}  // namespace txtsentry::server
