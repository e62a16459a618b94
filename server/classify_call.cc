#include "server/classify_call.h"

#include <utility>

namespace txtsentry::server {

void ClassifyCall::Start(std::vector<classify::Record> records, classify::Recalled recalled,
                         const batch::JobClass& job_class) {
  // The answer may come, and this object go, before Classify returns; what follows it uses copies.
  const std::shared_ptr<Cancellable> cancellable = cancellable_;
  const auto call = cancellable->served()->Classify(
      std::move(records), std::move(recalled), job_class,
      [this](const std::vector<classify::Result>& results) { Answer(results); });
  if (call.ok()) {
    cancellable->Accepted(*call);
  } else {
    Finish(call_->End(call.status()));
  }
}

void ClassifyCall::Answer(const std::vector<classify::Result>& results) {
  call_->AddResults(results);
  const absl::Status status = CallStatus(results);
  if (status.ok()) FillResponse(echo_, results, cancellable_->served()->display_name, response_);
  Finish(call_->End(status));
}

}  // namespace txtsentry::server
