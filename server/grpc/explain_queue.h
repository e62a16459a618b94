// Explain queue: a bounded queue and one thread for explanations. One explanation takes up to
// seconds, so it must not run on gRPC's or the engine's threads.
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

// A record to explain. If Submit accepts the job, `done` is called exactly once: with the
// explanation, the classifier's error, DeadlineExceeded or Cancelled.
struct ExplainJob {
  ServedModelPtr served;
  pipeline::Record record;
  base::TimeUs deadline_us = base::kNever;
  std::function<void(absl::StatusOr<pipeline::Explanation>)> done;
  std::atomic<bool> cancelled = false;  // Set only by ExplainQueue::Cancel.
};

// Thread-safe.
class ExplainQueue {
 public:
  // `clock` is borrowed and must outlive the queue. `calls_max`, at least 1, is the number of jobs
  // that may wait beside the running one.
  ExplainQueue(const base::Clock& clock, int64_t calls_max);
  // Answers all accepted jobs.
  ~ExplainQueue();
  ExplainQueue(const ExplainQueue&) = delete;
  ExplainQueue& operator=(const ExplainQueue&) = delete;

  // ResourceExhausted if calls_max jobs wait; then nothing is kept and `done` is not called.
  absl::Status Submit(std::shared_ptr<ExplainJob> job);

  // Answers a waiting job with Cancelled at once and stops a running one soon. Does nothing for an
  // answered job; a job not yet submitted is answered when it is submitted.
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

  std::thread thread_;  // Last member: the thread uses the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_EXPLAIN_QUEUE_H_
