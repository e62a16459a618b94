// The interface that records are classified through.
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

struct Call;  // A call under way (call.h).

// Names a call to Cancel. Empty, or expired, once the call has ended.
using CallRef = std::weak_ptr<Call>;

// What Start gives: the answer, if it is complete by the time Start returns, else the call.
struct Started {
  std::optional<std::vector<Result>> results;  // One a record, in order.
  CallRef call;                                // When there are no results yet.
};

// Thread-safe.
class RecordClassifier {
 public:
  using Done = std::function<void(std::vector<Result>)>;

  virtual ~RecordClassifier() = default;

  // Either returns the results, and never calls `done`; or returns the call and calls `done`
  // exactly once with one result a record, in order, from another thread, perhaps before Start
  // returns. `done` must not block. Returns the scheduler's refusal, ResourceExhausted,
  // DeadlineExceeded or Unavailable: then nothing is kept and `done` is not called. A record that
  // waits for an equal one of another call may get one of these errors of its own, when that call
  // is given up and the scheduler has no room.
  virtual absl::StatusOr<Started> Start(std::vector<Record> records,
                                        const schedule::JobClass& job_class, Done done) = 0;

  // Answers the call's records that still wait with Cancelled, at once. Does nothing for a call
  // that has ended.
  virtual void Cancel(const CallRef& call) = 0;

  // Start for callers that need not know when the answer came: `done` is called in either case,
  // before this returns when the answer is complete by then.
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
