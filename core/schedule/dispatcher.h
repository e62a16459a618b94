// Dispatcher: holds waiting rows and pending jobs for submitting threads and workers.
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
  BatchObserver* observer = nullptr;  // Borrowed; must outlive the dispatcher; may be nullptr.
};

// Counts since the start. accepted = scored + failed + expired + cancelled + rows in progress.
struct BatcherStats {
  int64_t rows_accepted = 0;
  int64_t rows_rejected = 0;  // Refused by Submit for a limit; not in rows_accepted.
  int64_t rows_late = 0;      // Refused by Submit for their deadline; not in rows_accepted.
  int64_t rows_scored = 0;
  int64_t rows_failed = 0;  // The engine returned an error for this row.
  int64_t rows_expired = 0;
  int64_t rows_cancelled = 0;
  int64_t tokens_saved = 0;   // Tokens of expired and cancelled rows.
  int64_t batches = 0;        // With lanes: how often a worker went from idle to busy.
  int64_t tokens = 0;         // Tokens of the computed rows.
  int64_t tokens_reused = 0;  // Part of `tokens`: tokens of cached prefixes, which took no step.
  // Longest row x rows, summed over batches; with lanes equal to tokens.
  int64_t padded_tokens = 0;
};

// Current load, with the estimates of the cost model.
struct BatcherLoad {
  int64_t rows = 0;  // Accepted and not yet answered.
  int64_t tokens = 0;
  int64_t bytes = 0;
  int64_t waiting_rows = 0;  // Part of `rows`: not yet taken by a worker.
  int64_t waiting_tokens = 0;
  int64_t clients = 0;           // Clients with waiting rows.
  double tokens_per_second = 0;  // Of all workers; 0 while unknown.
  base::TimeUs backlog_us = 0;   // Predicted time for the tokens in progress; 0 while unknown.
};

// Rows that are computed together. Only for engines without lanes.
struct TakenBatch {
  std::vector<TakenRow> rows;  // Never empty.
  CloseReason reason = CloseReason::kNoneWaited;
};

// An accepted job.
struct AcceptedJob {
  int64_t number = 0;
  std::optional<TakenRow> for_submitter;  // The row that the submitting thread computes.
};

// Thread-safe. A job is answered by the thread that settles its last row; with `on_row`, each row
// is answered by the thread that settles it. Answers are never given under the lock.
class Dispatcher {
 public:
  // `clock` is borrowed and outlives the dispatcher.
  Dispatcher(const base::Clock& clock, const DispatcherOptions& options);

  // For submitting threads; batcher.h describes the first three.
  absl::StatusOr<AcceptedJob> Accept(Job job, JobDone done);
  absl::Status CheckDeadline(const JobClass& of, int64_t rows, int64_t tokens);
  void Cancel(int64_t job);
  // Refuses new jobs; workers end once no row waits.
  void BeginDrain();

  BatcherStats stats() const;
  BatcherLoad load() const;

  // For the workers.

  // Blocks until a row waits. Returns false if the dispatcher has drained. Counts one batch of a
  // worker with lanes.
  bool AwaitRows();
  // Returns the next row for a worker that runs `lanes` rows. Returns nullopt if the waiting rows
  // are left to other workers, or if no row waits (with `short_only`: no short row).
  std::optional<TakenRow> TakeRow(int lanes, bool short_only, base::TimeUs now_us);
  // Blocks until a batch is ready; nullopt if the dispatcher has drained.
  std::optional<TakenBatch> TakeBatch();

  // Stores the result of a row that a worker with lanes took at `taken_us`.
  void FinishRow(const TakenRow& row, const absl::StatusOr<float>& logit, int64_t tokens_reused,
                 base::TimeUs taken_us);
  // Stores the results of a batch, one per row, that was computed from `begin_us` until now.
  void FinishBatch(const std::vector<TakenRow>& rows,
                   const std::vector<absl::StatusOr<float>>& logits, base::TimeUs begin_us);
  // Records that a worker with lanes computed `tokens` in `busy_us`.
  void ObserveCost(int64_t tokens, base::TimeUs busy_us);

  BatchObserver* observer() const { return options_.observer; }

 private:
  // Fills the window of the batch former from the queue and forms a batch.
  BatchFormer::Batch NextBatchLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool AwaitRowsLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::vector<TakenRow> WithJobsLocked(const std::vector<WaitingRow>& rows)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Counts rows whose deadline passed while they waited.
  std::vector<TakenRow> CountExpiredLocked(const std::vector<WaitingRow>& rows)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Stores one row's result; returns true if it was the job's last row.
  bool SettleLocked(const TakenRow& row, const absl::StatusOr<float>& logit)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Stores and answers the results of rows that were taken or given up at `taken_us`. Called
  // without mu_.
  void Settle(const std::vector<TakenRow>& rows, const std::vector<absl::StatusOr<float>>& logits,
              base::TimeUs taken_us);
  void SettleAll(const std::vector<TakenRow>& rows, const absl::Status& status,
                 base::TimeUs taken_us);
  void SettleExpired(const std::vector<TakenRow>& rows, base::TimeUs taken_us);

  const base::Clock& clock_;
  const DispatcherOptions options_;

  mutable base::Mutex mu_;
  base::CondVar work_;  // Signalled when rows wait or draining begins.
  RowQueue queue_ ABSL_GUARDED_BY(mu_);
  // Only for engines without lanes: the window of rows from which the next batches are formed.
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
