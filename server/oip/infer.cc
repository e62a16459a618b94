#include "server/oip/infer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <utility>
#include <vector>

#include "server/grpc/proto_convert.h"
#include "server/oip/infer_request.h"
#include "server/oip/infer_response.h"

namespace txtsentry::server::oip {
namespace {

int64_t NowMs() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// A request between its message and its answer.
struct Call {
  Call(const InferContext& context, CallContext& given_context,
       std::shared_ptr<InferCounts> model_counts, InferCallbacks given_callbacks)
      : clock(context.clock),
        call_context(given_context),
        counts(std::move(model_counts)),
        callbacks(std::move(given_callbacks)),
        arrived_us(clock.NowUs()) {}

  void Fail(const absl::Status& status) const {
    counts->AddFailure(clock.NowUs() - arrived_us);
    callbacks.done(status);
  }

  const base::Clock& clock;
  CallContext& call_context;
  const std::shared_ptr<InferCounts> counts;
  const InferCallbacks callbacks;
  const base::TimeUs arrived_us;
  // When the batcher had the rows. While it is still being given them, when that began: an answer
  // may come even then, and this thread may have computed it.
  std::atomic<base::TimeUs> submitted_us = 0;
  ResponseForm form;
  std::shared_ptr<Cancellable> cancellable;
};

// How long the first record that was computed had waited; 0 when none was.
base::TimeUs QueueUs(const std::vector<pipeline::Result>& results) {
  base::TimeUs first_us = base::kNever;
  for (const pipeline::Result& result : results) {
    if (result.token_count > 0 && !result.cached) first_us = std::min(first_us, result.waited_us);
  }
  return first_us == base::kNever ? 0 : first_us;
}

void Answer(const Call& call, const std::vector<pipeline::Result>& results,
            inference::ModelInferResponse& response) {
  const base::TimeUs answered_us = call.clock.NowUs();
  call.call_context.AddResults(results);
  if (const absl::Status status = CallStatus(results); !status.ok()) return call.Fail(status);
  FillInferResponse(call.form, *call.cancellable->served(), results, response);
  const base::TimeUs submitted_us = call.submitted_us;
  const base::TimeUs batcher_us = std::max<base::TimeUs>(answered_us - submitted_us, 0);
  InferTimes times;
  times.input_us = answered_us - call.arrived_us - batcher_us;
  times.queue_us = std::min(QueueUs(results), batcher_us);
  times.infer_us = batcher_us - times.queue_us;
  times.output_us = call.clock.NowUs() - answered_us;
  call.counts->AddSuccess(times, static_cast<int64_t>(results.size()), NowMs());
  call.callbacks.done(absl::OkStatus());
}

}  // namespace

void Infer(const InferContext& context, CallContext& call_context,
           const inference::ModelInferRequest& request, schedule::JobClass job_class,
           inference::ModelInferResponse& response, InferCallbacks callbacks) {
  auto served = context.models.Find(request.model_name(), request.model_version());
  if (!served.ok()) return callbacks.done(served.status());
  const auto call = std::make_shared<Call>(context, call_context, context.statistics.Of(*served),
                                           std::move(callbacks));
  auto infer = ToInferRequest(request, context.records_max);
  if (!infer.ok()) return call->Fail(infer.status());
  call_context.AddRequest(infer->records);
  call_context.set_model((*served)->display_name);
  call->form = std::move(infer->form);
  job_class.priority = infer->priority;
  if (infer->timeout_us > 0) {
    const base::TimeUs left_us = job_class.deadline_us - call->arrived_us;
    job_class.deadline_us = call->arrived_us + std::min(infer->timeout_us, left_us);
  }
  call->cancellable = call->callbacks.hold(*std::move(served));
  call->submitted_us = context.clock.NowUs();
  // The answer may come, and the response go, before Classify returns.
  const auto accepted = call->cancellable->served()->Classify(
      std::move(infer->records), job_class,
      [call, &response](const std::vector<pipeline::Result>& results) {
        Answer(*call, results, response);
      });
  if (!accepted.ok()) return call->Fail(accepted.status());
  call->submitted_us = context.clock.NowUs();
  call->cancellable->Accepted(*accepted);
}

}  // namespace txtsentry::server::oip
