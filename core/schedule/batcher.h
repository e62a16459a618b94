// The threads, the admission and the drain around BatchFormer: rows of many jobs in, batches to an
// engine, one answer a job out.
#ifndef TXTSENTRY_CORE_SCHEDULE_BATCHER_H_
#define TXTSENTRY_CORE_SCHEDULE_BATCHER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"
#include "core/engine/engine.h"
#include "core/engine/lane_scorer.h"
#include "core/schedule/batch_former.h"
#include "core/schedule/batch_observer.h"
#include "core/schedule/cost_model.h"
#include "core/schedule/deadline_margin.h"
#include "core/schedule/row_queue.h"

namespace txtsentry::schedule {

// Takes a row's logit as soon as there is one, or what JobResult says in its place, and how long
// the row had waited, from its job's acceptance on, when it was taken to be computed or given up.
using RowDone =
    std::function<void(int64_t row, const absl::StatusOr<float>& logit, base::TimeUs waited_us)>;

// The rows of one caller. Row r is ids[offsets[r]] .. ids[offsets[r + 1] - 1], none empty.
struct Job {
  std::vector<int32_t> ids;
  std::vector<int64_t> offsets;  // [rows + 1], offsets[0] = 0
  int64_t bytes = 0;             // Of the text it came from, for the byte limit.
  JobClass job_class;            // Priority, client and deadline.
  RowDone on_row;  // When set, rows are answered one by one; then `done` is not called.

  int64_t rows() const { return static_cast<int64_t>(offsets.size()) - 1; }
  int64_t tokens() const { return static_cast<int64_t>(ids.size()); }
};

// One entry a row, in the job's order: its logit, or DeadlineExceeded (its deadline passed while it
// waited), Cancelled (the job was) or what the engine said of it.
using JobResult = std::vector<absl::StatusOr<float>>;

struct BatcherOptions {
  int workers = 1;            // Threads that run the engine, at least 1.
  bool pin_workers = false;   // Each bound to a processor of its own, as far as there are so many.
  int niceness = 0;           // Of the workers (base/niceness.h); 0: that of their process.
  int64_t rows_max = 65'536;  // Accepted and not yet answered, all jobs together.
  int64_t tokens_max = 16'777'216;
  int64_t bytes_max = 67'108'864;
  // A job is refused when the rows that go before it, and its own, would by the cost model not be
  // done before its deadline.
  bool refuse_late = true;
  // How long by the cost model a lone row may take for its submitter to compute it, where
  // JobClass::submitter_may_compute lets it; 0: none is. It spares such a row the way to a worker
  // and back, which takes as long as computing a hundred tokens.
  base::TimeUs submitter_us_max = 500;
  // Prefixes behind which a worker can start a row (engine/prefix_states.h), where the engine has
  // lanes; 0: every row is computed from its first token.
  int64_t prefix_states = 1024;
  RowQueueOptions queue;
  BatchFormerOptions former;
  BatchObserver* observer = nullptr;  // Borrowed; outlives the batcher. nullptr: nobody looks.
};

// Counts since the start. accepted = scored + failed + expired + cancelled + what is under way.
struct BatcherStats {
  int64_t rows_accepted = 0;
  int64_t rows_rejected = 0;  // Refused at Submit for a limit; not in rows_accepted.
  int64_t rows_late = 0;      // Refused at Submit for their deadline; not in rows_accepted either.
  int64_t rows_scored = 0;
  int64_t rows_failed = 0;  // The engine gave an error for the row alone.
  int64_t rows_expired = 0;
  int64_t rows_cancelled = 0;
  int64_t tokens_saved = 0;   // Of the rows that expired or were cancelled.
  int64_t batches = 0;        // With lanes: how often a worker went from idle to busy.
  int64_t tokens = 0;         // Of the rows computed.
  int64_t tokens_reused = 0;  // Of them, those of known prefixes, which took no step.
  int64_t padded_tokens = 0;  // Longest row x rows, summed over the batches; with lanes no more.
};

// What is under way now, and what the cost model says.
struct BatcherLoad {
  int64_t rows = 0;  // Accepted and not yet answered.
  int64_t tokens = 0;
  int64_t bytes = 0;
  int64_t waiting_rows = 0;  // Of them, those that no worker has taken.
  int64_t waiting_tokens = 0;
  int64_t clients = 0;           // With rows that wait.
  double tokens_per_second = 0;  // Of all workers; 0 until known.
  base::TimeUs backlog_us = 0;   // How long the tokens under way will take; 0 until known.
};

// Work-conserving: a free worker takes what waits at once; no timer stands in the way of a lone
// row. An engine that has lanes (engine/lane_scorer.h) is given rows one by one as lanes fall free,
// any other gets batches. When the engine fails on a batch, each of its rows is tried once more
// alone, so that a row that cannot be computed does not take its neighbours along. Thread-safe.
class Batcher {
 public:
  using Done = std::function<void(JobResult)>;

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
  absl::StatusOr<int64_t> Submit(Job job, Done done);

  // Whether a job of `rows` rows and about `tokens` tokens, at least 1 each, would be refused for
  // its deadline by now; then they are counted as Submit counts them. For who would have work with
  // a job before it can be submitted.
  absl::Status Foresee(const JobClass& job_class, int64_t rows, int64_t tokens);

  // Takes the job's waiting rows off the queue; rows already in an engine run to their end. A job
  // that has been answered, or never was, is left alone.
  void Cancel(int64_t job);

  // Accepts no more and returns when every accepted job is answered and the workers have ended.
  void Drain();

  BatcherStats stats() const;
  BatcherLoad load() const;

 private:
  struct Pending;  // A job under way.

  Batcher(const engine::Engine& engine, const base::Clock& clock, const BatcherOptions& options);

  class Feed;  // What a worker's lane scorer takes rows from.

  void Work();
  void WorkInBatches();
  void WorkInLanes(const engine::LaneScorer& scorer);
  // Waits for rows; false when draining has left none.
  bool AwaitRowsLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void TellObserver(const BatchFormer::Batch& batch,
                    const std::vector<std::shared_ptr<Pending>>& pending);
  void RunBatch(const std::vector<WaitingRow>& rows,
                const std::vector<std::shared_ptr<Pending>>& pending);
  absl::Status CheckRoomLocked(const Job& job) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status CheckTimeLocked(const JobClass& of, int64_t rows, int64_t tokens) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Whether the submitter itself is to compute a job, which has passed the checks.
  bool IsForSubmitterLocked(const Job& job) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void RunInSubmitter(const std::shared_ptr<Pending>& pending);
  // Fills the former's window from the queue, and takes a batch off it.
  BatchFormer::Batch NextBatchLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Answers rows whose deadline passed while they waited. Not under mu_.
  void SettleExpired(const std::vector<WaitingRow>& rows,
                     const std::vector<std::shared_ptr<Pending>>& pending);
  // Writes the results of rows that were taken or given up at `taken_us`, and answers them. Not
  // under mu_.
  void Settle(const std::vector<WaitingRow>& rows,
              const std::vector<std::shared_ptr<Pending>>& pending,
              const std::vector<absl::StatusOr<float>>& results, base::TimeUs taken_us);
  // Calls what is due once a row is settled: `on_row`, or, when the job is complete, `done`. Not
  // under mu_.
  static void Answer(Pending& job, int64_t row, const absl::StatusOr<float>& result, bool complete,
                     base::TimeUs taken_us);
  // Writes one row's result; true when it was the job's last.
  bool SettleRowLocked(Pending& job, int64_t row, const absl::StatusOr<float>& result)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Tells the cost model of work done.
  void ObserveCostLocked(int64_t tokens, base::TimeUs busy_us) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::vector<std::shared_ptr<Pending>> PendingOfLocked(const std::vector<WaitingRow>& rows)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const engine::Engine& engine_;
  const base::Clock& clock_;
  const BatcherOptions options_;

  mutable base::Mutex mu_;
  base::CondVar work_;  // A row waits, or draining began.
  RowQueue queue_ ABSL_GUARDED_BY(mu_);
  CostModel cost_ ABSL_GUARDED_BY(mu_);
  DeadlineMargin headroom_ ABSL_GUARDED_BY(mu_);
  // For an engine without lanes: the rows that the next batches are formed of. At most a window.
  BatchFormer former_ ABSL_GUARDED_BY(mu_);
  absl::flat_hash_map<int64_t, std::shared_ptr<Pending>> jobs_ ABSL_GUARDED_BY(mu_);
  int64_t next_job_ ABSL_GUARDED_BY(mu_) = 1;
  int64_t rows_under_way_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t tokens_under_way_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t bytes_under_way_ ABSL_GUARDED_BY(mu_) = 0;
  int idle_workers_ ABSL_GUARDED_BY(mu_) = 0;
  bool draining_ ABSL_GUARDED_BY(mu_) = false;
  BatcherStats stats_ ABSL_GUARDED_BY(mu_);

  base::Mutex join_mu_;  // One Drain joins; others wait for it.
  std::vector<std::thread> workers_ ABSL_GUARDED_BY(join_mu_);
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_BATCHER_H_
