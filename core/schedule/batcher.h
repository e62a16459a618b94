// Rows of many jobs in, one answer a job out: admission, the worker threads and the drain.
#ifndef TXTSENTRY_CORE_SCHEDULE_BATCHER_H_
#define TXTSENTRY_CORE_SCHEDULE_BATCHER_H_

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"
#include "core/engine/engine.h"
#include "core/schedule/batch_worker.h"
#include "core/schedule/dispatcher.h"
#include "core/schedule/job.h"

namespace txtsentry::schedule {

struct BatcherOptions {
  bool pin_workers = false;  // Each bound to a processor of its own, as far as there are so many.
  int niceness = 0;          // Of the workers (base/niceness.h); 0: that of their process.
  // Prefixes behind which a worker can start a row (engine/simd/prefix_states.h), where the engine
  // has lanes; 0: every row is computed from its first token.
  int64_t prefix_states = 1024;
  DispatcherOptions dispatch;  // With the number of workers, at least 1, in its admission.
};

// Work-conserving: a free worker takes what waits at once; no timer stands in the way of a lone
// row. An engine that has lanes (engine/lane_scorer.h) is given rows one by one as lanes fall free,
// any other gets batches. Thread-safe.
class Batcher {
 public:
  // `engine` and `clock` are borrowed and outlive the batcher. InvalidArgument for a limit below 1.
  static absl::StatusOr<std::unique_ptr<Batcher>> Create(const engine::Engine& engine,
                                                         const base::Clock& clock,
                                                         const BatcherOptions& options);
  // Drains.
  ~Batcher();

  // Accepts a job and returns its number, or refuses it and changes nothing: ResourceExhausted when
  // a limit would be passed or the job would be done too late (the message says which),
  // DeadlineExceeded when its deadline has passed, Unavailable once draining. An accepted job's
  // `done` is called exactly once, or `on_row` once a row, from a worker or from Cancel, never
  // under a lock; of a job without rows, and of a lone row that this thread may compute when
  // nothing else is under way, from Submit itself. They must not block and must not call Drain.
  absl::StatusOr<int64_t> Submit(Job job, JobDone done);

  // Whether a job of `rows` rows and about `tokens` tokens, at least 1 each, would be refused for
  // its deadline by now; then they are counted as Submit counts them. For callers that have work to
  // do before a job can be submitted.
  absl::Status CheckDeadline(const JobClass& job_class, int64_t rows, int64_t tokens) {
    return dispatcher_.CheckDeadline(job_class, rows, tokens);
  }

  // Takes the job's waiting rows off the queue; rows already in an engine run to their end. Does
  // nothing for a job that has been answered or never was.
  void Cancel(int64_t job) { dispatcher_.Cancel(job); }

  // Accepts no more and returns when every accepted job is answered and the workers have ended.
  void Drain();

  BatcherStats stats() const { return dispatcher_.stats(); }
  BatcherLoad load() const { return dispatcher_.load(); }

 private:
  Batcher(const engine::Engine& engine, const base::Clock& clock, const BatcherOptions& options);

  void Work();

  const engine::Engine& engine_;
  const base::Clock& clock_;
  const BatcherOptions options_;
  Dispatcher dispatcher_;
  const BatchWorker batch_worker_;

  base::Mutex join_mu_;  // One Drain joins; others wait for it.
  std::vector<std::thread> workers_ ABSL_GUARDED_BY(join_mu_);
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_BATCHER_H_
