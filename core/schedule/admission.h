// Admission control: accepts or refuses a job by the limits and by its deadline.
#ifndef TXTSENTRY_CORE_SCHEDULE_ADMISSION_H_
#define TXTSENTRY_CORE_SCHEDULE_ADMISSION_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "core/base/clock.h"
#include "core/schedule/cost_model.h"
#include "core/schedule/deadline_margin.h"
#include "core/schedule/job.h"
#include "core/schedule/row_queue.h"

namespace txtsentry::schedule {

struct AdmissionOptions {
  int workers = 1;            // Workers that compute rows in parallel.
  int64_t rows_max = 65'536;  // Accepted and not yet answered, over all jobs.
  int64_t tokens_max = 16'777'216;
  int64_t bytes_max = 67'108'864;
  // Refuse a job if the cost model predicts that the rows before it and its own rows are not
  // computed before its deadline.
  bool refuse_late = true;
  // The submitting thread computes a single row itself if JobClass::submitter_may_compute is set
  // and the cost model predicts at most this time; 0: never. This saves the row the way to a worker
  // and back, which takes as long as computing about a hundred tokens.
  base::TimeUs submitter_us_max = 500;
};

// Counts the rows, tokens and bytes in progress and learns how long they take. Thread-compatible.
class Admission {
 public:
  explicit Admission(const AdmissionOptions& options) : options_(options) {}

  // Returns ResourceExhausted if the job would exceed a limit; the message names the limit.
  absl::Status CheckLimits(const Job& job) const;

  // Returns OK if `rows` rows with `tokens` tokens in total can be computed before the deadline of
  // `of`, after the work in progress. `queue` holds the waiting rows; `window_tokens` more tokens
  // have left it and wait to join a batch. DeadlineExceeded if the deadline has passed,
  // ResourceExhausted if it would be missed.
  absl::Status CheckDeadline(const JobClass& of, int64_t rows, int64_t tokens,
                             const RowQueue& queue, int64_t window_tokens,
                             base::TimeUs now_us) const;

  // Whether the submitting thread computes this job, which has passed the checks.
  bool IsForSubmitter(const Job& job) const;

  // Counts an accepted job as in progress.
  void Add(const Job& job);
  // Removes a job that was answered at `now_us`.
  void Remove(const PendingJob& job, base::TimeUs now_us);

  // Records that a worker computed `tokens` in `busy_us`. Returns the time that the cost model
  // would have predicted; nothing while it has too little data.
  std::optional<base::TimeUs> ObserveCost(int64_t tokens, base::TimeUs busy_us);

  int64_t rows() const { return rows_; }
  int64_t tokens() const { return tokens_; }
  int64_t bytes() const { return bytes_; }
  double tokens_per_second() const { return 1e6 * cost_.tokens_per_us() * options_.workers; }
  // Predicted time for the tokens in progress; 0 while unknown.
  base::TimeUs backlog_us() const { return cost_.PredictUs(tokens_, options_.workers); }

 private:
  const AdmissionOptions options_;
  CostModel cost_;
  DeadlineMargin margin_;
  int64_t rows_ = 0;  // In progress, like the next two.
  int64_t tokens_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_ADMISSION_H_
