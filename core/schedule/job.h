// A job: the rows of one call, its priority, client and deadline, and its callbacks.
#ifndef TXTSENTRY_CORE_SCHEDULE_JOB_H_
#define TXTSENTRY_CORE_SCHEDULE_JOB_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/base/clock.h"
#include "core/schedule/row_queue.h"
#include "core/schedule/waiting_row.h"

namespace txtsentry::schedule {

// Called as soon as a row is settled, with its logit or an error as in JobResult. `waited_us` is
// the time from the job's acceptance until the row was taken to be computed or given up.
using RowDone =
    std::function<void(int64_t row, const absl::StatusOr<float>& logit, base::TimeUs waited_us)>;

// One entry per row, in the job's order: its logit, DeadlineExceeded (its deadline passed while it
// waited), Cancelled (the job was cancelled) or the engine's error for it.
using JobResult = std::vector<absl::StatusOr<float>>;
using JobDone = std::function<void(JobResult)>;

// Row r is ids[offsets[r]] .. ids[offsets[r + 1] - 1]; no row is empty.
struct Job {
  std::vector<int32_t> ids;
  std::vector<int64_t> offsets;  // [rows + 1], offsets[0] = 0
  int64_t bytes = 0;             // Bytes of the source text, for the byte limit.
  JobClass job_class;            // Priority, client and deadline.
  RowDone on_row;                // If set, called for each row; JobDone is then not called.

  int64_t rows() const { return static_cast<int64_t>(offsets.size()) - 1; }
  int64_t tokens() const { return static_cast<int64_t>(ids.size()); }
  absl::Span<const int32_t> row(int64_t index) const {
    return absl::MakeConstSpan(ids).subspan(offsets[index], offsets[index + 1] - offsets[index]);
  }
};

// A job that was accepted and is not yet answered.
struct PendingJob {
  int64_t number = 0;
  Job job;
  JobDone done;
  JobResult result;       // [rows]; empty with on_row. Guarded by the dispatcher.
  int64_t rows_left = 0;  // Rows not yet settled. Guarded by the dispatcher.
  base::TimeUs accepted_us = 0;
};

// A row that was removed from the queue to be computed.
struct TakenRow {
  std::shared_ptr<PendingJob> job;
  WaitingRow row;

  absl::Span<const int32_t> ids() const { return job->job.row(row.index); }
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_JOB_H_
