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

// State of a request until its answer.
struct InferRun {
  InferRun(const InferContext& context, CallContext& given_context, ServedModelPtr served,
           std::shared_ptr<InferCounts> model_counts)
      : clock(context.clock),
        call_context(given_context),
        model(std::move(served)),
        counts(std::move(model_counts)),
        arrived_us(clock.NowUs()) {}

  absl::Status Failed(absl::Status status) const {
    counts->AddFailure(clock.NowUs() - arrived_us);
    return status;
  }

  const base::Clock& clock;
  CallContext& call_context;
  const ServedModelPtr model;
  const std::shared_ptr<InferCounts> counts;
  const base::TimeUs arrived_us;
  // When the classifier had accepted the records. During Start it holds the time when Start began,
  // because the answer may come then, computed by this thread.
  std::atomic<base::TimeUs> submitted_us = 0;
  ResponseForm form;
};

// The waiting time of the first computed record; 0 if none was computed.
base::TimeUs QueueUs(const std::vector<pipeline::Result>& results) {
  base::TimeUs first_us = base::kNever;
  for (const pipeline::Result& result : results) {
    if (result.token_count > 0 && !result.cached) first_us = std::min(first_us, result.waited_us);
  }
  return first_us == base::kNever ? 0 : first_us;
}

// Fills the response, or returns the error of the whole request.
absl::Status Answer(const InferRun& run, const std::vector<pipeline::Result>& results,
                    inference::ModelInferResponse& response) {
  const base::TimeUs answered_us = run.clock.NowUs();
  run.call_context.AddResults(results);
  if (absl::Status status = CallStatus(results); !status.ok()) return run.Failed(status);
  FillInferResponse(run.form, *run.model, results, response);
  const base::TimeUs submitted_us = run.submitted_us;
  const base::TimeUs batcher_us = std::max<base::TimeUs>(answered_us - submitted_us, 0);
  InferTimes times;
  times.input_us = answered_us - run.arrived_us - batcher_us;
  times.queue_us = std::min(QueueUs(results), batcher_us);
  times.infer_us = batcher_us - times.queue_us;
  times.output_us = run.clock.NowUs() - answered_us;
  run.counts->AddSuccess(times, static_cast<int64_t>(results.size()), NowMs());
  return absl::OkStatus();
}

}  // namespace

Inferred Infer(const InferContext& context, CallContext& call_context,
               const inference::ModelInferRequest& request, schedule::JobClass job_class,
               inference::ModelInferResponse& response,
               std::function<void(const absl::Status&)> done) {
  auto served = context.models.Find(request.model_name(), request.model_version());
  if (!served.ok()) return {served.status(), {}};
  auto counts = context.statistics.Of(*served);
  const auto run =
      std::make_shared<InferRun>(context, call_context, *std::move(served), std::move(counts));
  auto infer = ToInferRequest(request, context.records_max);
  if (!infer.ok()) return {run->Failed(infer.status()), {}};
  call_context.AddRequest(infer->records);
  call_context.set_model(run->model->display_name);
  run->form = std::move(infer->form);
  job_class.priority = infer->priority;
  if (infer->timeout_us > 0) {
    const base::TimeUs left_us = job_class.deadline_us - run->arrived_us;
    job_class.deadline_us = run->arrived_us + std::min(infer->timeout_us, left_us);
  }
  run->submitted_us = context.clock.NowUs();
  auto started = run->model->front().Start(
      std::move(infer->records), job_class,
      [run, &response, done = std::move(done)](const std::vector<pipeline::Result>& results) {
        done(Answer(*run, results, response));
      });
  if (!started.ok()) return {run->Failed(started.status()), {}};
  if (started->results.has_value()) return {Answer(*run, *started->results, response), {}};
  run->submitted_us = context.clock.NowUs();
  return {std::nullopt, {run->model, std::move(started->call)}};
}

}  // namespace txtsentry::server::oip
