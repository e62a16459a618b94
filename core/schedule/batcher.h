// Batcher: admits jobs, computes their rows on worker threads, answers each job, and drains.
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
  bool pin_workers = false;  // Pin each worker to one processor, while there are enough.
  int niceness = 0;          // Of the workers (base/niceness.h); 0: the process's niceness.
  // Prefix states that each worker caches (engine/simd/prefix_states.h), so that a row with a
  // cached prefix starts behind it. Only for engines with lanes; 0: every row is computed from its
  // first token.
  int64_t prefix_states = 1024;
  DispatcherOptions dispatch;  // dispatch.admission.workers is the number of workers, at least 1.
};

// Work-conserving: a free worker takes waiting rows at once; a single row never waits for a timer.
// An engine with lanes (engine/lane_scorer.h) gets rows one by one as lanes become free; other
// engines get batches. Thread-safe.
class Batcher {
 public:
  // `engine` and `clock` are borrowed and must outlive the batcher. InvalidArgument for a limit
  // below 1.
  static absl::StatusOr<std::unique_ptr<Batcher>> Create(const engine::Engine& engine,
                                                         const base::Clock& clock,
                                                         const BatcherOptions& options);
  // Drains.
  ~Batcher();

  // Accepts a job and returns its number, or refuses it without any effect: ResourceExhausted if a
  // limit would be exceeded or the job would finish too late (the message says which),
  // DeadlineExceeded if its deadline has passed, Unavailable once draining.
  //
  // For an accepted job, `done` is called exactly once, or `on_row` once per row, by a worker or by
  // Cancel, never under a lock. Submit itself calls them for a job without rows, and for a single
  // row that this thread may compute while nothing else is in progress. The callbacks must not
  // block and must not call Drain.
  absl::StatusOr<int64_t> Submit(Job job, JobDone done);

  // Checks whether a job of `rows` rows and about `tokens` tokens, at least 1 each, would be
  // refused now because of its deadline. A refusal is counted as in Submit. For callers that do
  // work before they can submit a job.
  absl::Status CheckDeadline(const JobClass& job_class, int64_t rows, int64_t tokens) {
    return dispatcher_.CheckDeadline(job_class, rows, tokens);
  }

  // Removes the job's waiting rows from the queue; rows already in an engine are computed to the
  // end. Does nothing if the job is unknown or answered.
  void Cancel(int64_t job) { dispatcher_.Cancel(job); }

  // Refuses new jobs and returns when every accepted job is answered and the workers have ended.
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

  base::Mutex join_mu_;  // One Drain joins the threads; concurrent calls wait for it.
  std::vector<std::thread> workers_ ABSL_GUARDED_BY(join_mu_);
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_BATCHER_H_
