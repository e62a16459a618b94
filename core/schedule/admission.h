// Whether a job is accepted: limits of what is under way, and whether its deadline can be met.
#ifndef TXTSENTRY_CORE_SCHEDULE_ADMISSION_H_
#define TXTSENTRY_CORE_SCHEDULE_ADMISSION_H_

#include <cstdint>

#include "absl/status/status.h"
#include "core/base/clock.h"
#include "core/schedule/cost_model.h"
#include "core/schedule/deadline_margin.h"
#include "core/schedule/job.h"
#include "core/schedule/row_queue.h"

namespace txtsentry::schedule {

struct AdmissionOptions {
  int workers = 1;            // That compute rows side by side.
  int64_t rows_max = 65'536;  // Accepted and not yet answered, all jobs together.
  int64_t tokens_max = 16'777'216;
  int64_t bytes_max = 67'108'864;
  // A job is refused when the rows that go before it, and its own, would by the cost model not be
  // done before its deadline.
  bool refuse_late = true;
  // A lone row is computed by the thread that submits it, where JobClass::submitter_may_compute
  // lets it, when the cost model predicts at most this; 0: never. It spares such a row the way to a
  // worker and back, which takes as long as computing a hundred tokens.
  base::TimeUs submitter_us_max = 500;
};

// Counts what is under way and learns how long it takes. Thread-compatible.
class Admission {
 public:
  explicit Admission(const AdmissionOptions& options) : options_(options) {}

  // ResourceExhausted when the job would pass a limit; the message names it.
  absl::Status CheckLimits(const Job& job) const;

  // Whether `rows` rows of `tokens` tokens together can be done by the deadline of `of`, behind
  // what is under way. `queue` holds the rows that wait; `window_tokens` more wait behind it for a
  // batch. DeadlineExceeded for a deadline that has passed, ResourceExhausted for one that would be
  // missed.
  absl::Status CheckDeadline(const JobClass& of, int64_t rows, int64_t tokens,
                             const RowQueue& queue, int64_t window_tokens,
                             base::TimeUs now_us) const;

  // Whether the thread that submits the job, which passed the checks, is to compute it.
  bool IsForSubmitter(const Job& job) const;

  // Counts an accepted job as under way.
  void Add(const Job& job);
  // The job, which was under way, is answered at `now_us`.
  void Remove(const PendingJob& job, base::TimeUs now_us);

  // A worker has computed `tokens` in `busy_us`. Returns what the model would have predicted, 0
  // until it predicts.
  base::TimeUs ObserveCost(int64_t tokens, base::TimeUs busy_us);

  int64_t rows() const { return rows_; }
  int64_t tokens() const { return tokens_; }
  int64_t bytes() const { return bytes_; }
  double tokens_per_second() const { return 1e6 * cost_.tokens_per_us() * options_.workers; }
  // How long the tokens under way will take; 0 until known.
  base::TimeUs backlog_us() const { return cost_.PredictUs(tokens_, options_.workers); }

 private:
  const AdmissionOptions options_;
  CostModel cost_;
  DeadlineMargin margin_;
  int64_t rows_ = 0;  // Under way, as the next two.
  int64_t tokens_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_ADMISSION_H_
