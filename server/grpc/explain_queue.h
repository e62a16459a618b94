// The thread that explains: apart from gRPC's and from the engine's, since one explanation takes up
// to seconds, and behind a bounded queue.
#ifndef TXTSENTRY_SERVER_GRPC_EXPLAIN_QUEUE_H_
#define TXTSENTRY_SERVER_GRPC_EXPLAIN_QUEUE_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"
#include "core/pipeline/classifier.h"
#include "server/models/model_host.h"

namespace txtsentry::server {

// A record to explain. `done` is called exactly once for a job that Submit took: with the
// explanation, with the classifier's error, or with DeadlineExceeded or Cancelled.
struct ExplainJob {
  ServedModelPtr served;
  pipeline::Record record;
  base::TimeUs deadline_us = base::kNever;
  std::function<void(absl::StatusOr<pipeline::Explanation>)> done;
  std::atomic<bool> cancelled = false;  // Set by ExplainQueue::Cancel alone.
};

// Thread-safe.
class ExplainQueue {
 public:
  // `clock` is borrowed and outlives the queue. `calls_max`, at least 1: jobs that may wait beside
  // the one that is worked on.
  ExplainQueue(const base::Clock& clock, int64_t calls_max);
  // Answers what was taken.
  ~ExplainQueue();
  ExplainQueue(const ExplainQueue&) = delete;
  ExplainQueue& operator=(const ExplainQueue&) = delete;

  // ResourceExhausted when calls_max wait; then nothing is kept and `done` is not called.
  absl::Status Submit(std::shared_ptr<ExplainJob> job);

  // Answers a job that waits with Cancelled at once, and has the one that is worked on given up
  // soon. Nothing happens to one that is answered; one not yet submitted is answered when it is.
  void Cancel(const std::shared_ptr<ExplainJob>& job);

 private:
  void Work();
  void Explain(ExplainJob& job) const;
  std::shared_ptr<ExplainJob> Take();

  const base::Clock& clock_;
  const int64_t calls_max_;

  base::Mutex mu_;
  base::CondVar changed_;
  std::deque<std::shared_ptr<ExplainJob>> waiting_ ABSL_GUARDED_BY(mu_);
  bool stop_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;  // Last: it uses the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_EXPLAIN_QUEUE_H_
