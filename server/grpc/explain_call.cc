#include "server/grpc/explain_call.h"

#include <utility>

#include "server/grpc/proto_convert.h"

namespace txtsentry::server {

void ExplainCall::Start(const std::string& record_id, pipeline::Record record,
                        base::TimeUs deadline_us) {
  response_.mutable_result()->set_id(record_id);
  job_->record = std::move(record);
  job_->deadline_us = deadline_us;
  job_->done = [this](const absl::StatusOr<pipeline::Explanation>& explanation) {
    Answer(explanation);
  };
  // The answer may come, and delete this object, before Submit returns OK.
  const absl::Status status = queue_.Submit(job_);
  if (!status.ok()) Finish(call_->End(status));
}

void ExplainCall::Answer(const absl::StatusOr<pipeline::Explanation>& explanation) {
  if (explanation.ok()) {
    FillExplanation(job_->record.text, *explanation, response_);
    response_.set_model(job_->served->display_name);
  }
  Finish(call_->End(explanation.status()));
}

}  // namespace txtsentry::server
