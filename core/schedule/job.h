// A job: the rows of one call, with who asked for them and who gets the answers.
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

// Takes a row's logit as soon as there is one, or what JobResult says in its place, and how long
// the row had waited, from its job's acceptance on, when it was taken to be computed or given up.
using RowDone =
    std::function<void(int64_t row, const absl::StatusOr<float>& logit, base::TimeUs waited_us)>;

// One entry a row, in the job's order: its logit, or DeadlineExceeded (its deadline passed while it
// waited), Cancelled (the job was) or the engine's error for it.
using JobResult = std::vector<absl::StatusOr<float>>;
using JobDone = std::function<void(JobResult)>;

// Row r is ids[offsets[r]] .. ids[offsets[r + 1] - 1], none empty.
struct Job {
  std::vector<int32_t> ids;
  std::vector<int64_t> offsets;  // [rows + 1], offsets[0] = 0
  int64_t bytes = 0;             // Of the text it came from, for the byte limit.
  JobClass job_class;            // Priority, client and deadline.
  RowDone on_row;  // When set, rows are answered one by one; then JobDone is not called.

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
  JobResult result;  // [rows]; empty when rows are answered one by one. Guarded by the dispatcher.
  int64_t rows_left = 0;  // Not yet settled. Guarded by the dispatcher.
  base::TimeUs accepted_us = 0;
};

// A row that left the queue to be computed.
struct TakenRow {
  std::shared_ptr<PendingJob> job;
  WaitingRow row;

  absl::Span<const int32_t> ids() const { return job->job.row(row.index); }
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_JOB_H_
