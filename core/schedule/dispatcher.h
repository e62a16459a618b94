// The rows that wait and the jobs they belong to: what the threads that submit jobs and the workers
// that compute rows share.
#ifndef TXTSENTRY_CORE_SCHEDULE_DISPATCHER_H_
#define TXTSENTRY_CORE_SCHEDULE_DISPATCHER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"
#include "core/schedule/admission.h"
#include "core/schedule/batch_former.h"
#include "core/schedule/batch_observer.h"
#include "core/schedule/job.h"
#include "core/schedule/row_queue.h"

namespace txtsentry::schedule {

struct DispatcherOptions {
  AdmissionOptions admission;
  RowQueueOptions queue;
  BatchFormerOptions former;
  BatchObserver* observer = nullptr;  // Borrowed; outlives the dispatcher. nullptr: nobody looks.
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

// Rows of an engine without lanes that are computed together.
struct TakenBatch {
  std::vector<TakenRow> rows;  // Not empty.
  CloseReason reason = CloseReason::kNoneWaited;
};

// An accepted job.
struct AcceptedJob {
  int64_t number = 0;
  std::optional<TakenRow> for_submitter;  // The row that the submitting thread is to compute.
};

// Thread-safe. Answers are given by the thread that settles a job's last row, or a row of a job
// that is answered row by row, and never under the lock.
class Dispatcher {
 public:
  // `clock` is borrowed and outlives the dispatcher.
  Dispatcher(const base::Clock& clock, const DispatcherOptions& options);

  // For the threads that submit: batcher.h says what each does.
  absl::StatusOr<AcceptedJob> Accept(Job job, JobDone done);
  absl::Status CheckDeadline(const JobClass& of, int64_t rows, int64_t tokens);
  void Cancel(int64_t job);
  // Accepts no more; workers end once nothing waits.
  void BeginDrain();

  BatcherStats stats() const;
  BatcherLoad load() const;

  // For the workers.

  // Waits until a row waits; false when draining has left none. Counts a batch of a worker with
  // lanes.
  bool AwaitRows();
  // The next row for a worker that has `lanes` rows under way; nothing when the others are to get
  // what waits, or when none waits, or none that is short while `short_only`.
  std::optional<TakenRow> TakeRow(int lanes, bool short_only, base::TimeUs now_us);
  // Waits for the next batch; nothing when draining has left none.
  std::optional<TakenBatch> TakeBatch();

  // A worker with lanes has a row's result; the row had been taken at `taken_us`.
  void FinishRow(const TakenRow& row, const absl::StatusOr<float>& logit, int64_t tokens_reused,
                 base::TimeUs taken_us);
  // Results of a batch, one a row, that was begun at `begin_us` and took until now.
  void FinishBatch(const std::vector<TakenRow>& rows,
                   const std::vector<absl::StatusOr<float>>& logits, base::TimeUs begin_us);
  // A worker with lanes computed so many tokens in so much of its time.
  void ObserveCost(int64_t tokens, base::TimeUs busy_us);

  BatchObserver* observer() const { return options_.observer; }

 private:
  // Fills the former's window from the queue, and takes a batch off it.
  BatchFormer::Batch NextBatchLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool AwaitRowsLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::vector<TakenRow> WithJobsLocked(const std::vector<WaitingRow>& rows)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Counts rows whose deadline passed while they waited.
  std::vector<TakenRow> CountExpiredLocked(const std::vector<WaitingRow>& rows)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Writes one row's result; true when it was the job's last.
  bool SettleLocked(const TakenRow& row, const absl::StatusOr<float>& logit)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Writes the results of rows that were taken or given up at `taken_us`, and answers them. Not
  // under mu_.
  void Settle(const std::vector<TakenRow>& rows, const std::vector<absl::StatusOr<float>>& logits,
              base::TimeUs taken_us);
  void SettleAll(const std::vector<TakenRow>& rows, const absl::Status& status,
                 base::TimeUs taken_us);

  const base::Clock& clock_;
  const DispatcherOptions options_;

  mutable base::Mutex mu_;
  base::CondVar work_;  // A row waits, or draining began.
  RowQueue queue_ ABSL_GUARDED_BY(mu_);
  // For an engine without lanes: the rows that the next batches are formed of. At most a window.
  BatchFormer former_ ABSL_GUARDED_BY(mu_);
  Admission admission_ ABSL_GUARDED_BY(mu_);
  absl::flat_hash_map<int64_t, std::shared_ptr<PendingJob>> jobs_ ABSL_GUARDED_BY(mu_);
  int64_t next_job_ ABSL_GUARDED_BY(mu_) = 1;
  int idle_workers_ ABSL_GUARDED_BY(mu_) = 0;
  bool draining_ ABSL_GUARDED_BY(mu_) = false;
  BatcherStats stats_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_DISPATCHER_H_
