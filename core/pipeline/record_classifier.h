// Interface for classifying records.
#ifndef TXTSENTRY_CORE_PIPELINE_RECORD_CLASSIFIER_H_
#define TXTSENTRY_CORE_PIPELINE_RECORD_CLASSIFIER_H_

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "core/pipeline/record.h"
#include "core/schedule/row_queue.h"

namespace txtsentry::pipeline {

struct Call;  // A call in progress (call.h).

// Identifies a call for Cancel. Empty or expired once the call has ended.
using CallRef = std::weak_ptr<Call>;

// Return value of Start: the results if they are complete, else the call.
struct Started {
  std::optional<std::vector<Result>> results;  // One per record, in order.
  CallRef call;                                // Set if there are no results yet.
};

// Thread-safe.
class RecordClassifier {
 public:
  using Done = std::function<void(std::vector<Result>)>;

  virtual ~RecordClassifier() = default;

  // Either returns the results and never calls `done`; or returns the call and calls `done` exactly
  // once, with one result per record in order, from another thread, perhaps before Start returns.
  // `done` must not block. If the scheduler refuses the call, returns its ResourceExhausted,
  // DeadlineExceeded or Unavailable; then nothing is kept and `done` is not called. A record that
  // waits for an equal record of another call may itself get one of these errors, if that call is
  // given up and the scheduler is full.
  virtual absl::StatusOr<Started> Start(std::vector<Record> records,
                                        const schedule::JobClass& job_class, Done done) = 0;

  // Answers the call's waiting records with Cancelled at once. Does nothing for a call that has
  // ended.
  virtual void Cancel(const CallRef& call) = 0;

  // Like Start, but always calls `done`: before returning if the results are complete by then.
  absl::StatusOr<CallRef> Classify(std::vector<Record> records, const schedule::JobClass& job_class,
                                   const Done& done) {
    absl::StatusOr<Started> started = Start(std::move(records), job_class, done);
    if (!started.ok()) return started.status();
    if (started->results.has_value()) done(*std::move(started->results));
    return std::move(started->call);
  }
};

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_RECORD_CLASSIFIER_H_
