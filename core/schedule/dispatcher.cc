#include "core/schedule/dispatcher.h"

#include <algorithm>
#include <utility>

namespace txtsentry::schedule {
namespace {

int64_t TokensOf(const std::vector<TakenRow>& rows) {
  int64_t tokens = 0;
  for (const TakenRow& row : rows) tokens += row.row.tokens;
  return tokens;
}

// Answers a settled row: calls `on_row`, or `done` if the job is complete.
void Answer(const TakenRow& row, const absl::StatusOr<float>& logit, bool complete,
            base::TimeUs taken_us) {
  PendingJob& job = *row.job;
  if (job.job.on_row) {
    job.job.on_row(row.row.index, logit, taken_us - job.accepted_us);
  } else if (complete) {
    job.done(std::move(job.result));
  }
}

}  // namespace

Dispatcher::Dispatcher(const base::Clock& clock, const DispatcherOptions& options)
    : clock_(clock),
      options_(options),
      queue_(options.queue),
      former_(options.former),
      admission_(options.admission) {}

absl::StatusOr<AcceptedJob> Dispatcher::Accept(Job job, JobDone done) {
  AcceptedJob accepted;
  const bool empty = job.rows() == 0;
  auto pending = std::make_shared<PendingJob>();
  {
    const base::MutexLock lock(mu_);
    if (draining_) return absl::UnavailableError("draining: no more rows are accepted");
    if (const absl::Status room = admission_.CheckLimits(job); !room.ok()) {
      stats_.rows_rejected += job.rows();
      return room;
    }
    const base::TimeUs now_us = clock_.NowUs();
    if (const absl::Status time = admission_.CheckDeadline(
            job.job_class, job.rows(), job.tokens(), queue_, former_.waiting_tokens(), now_us);
        !time.ok()) {
      stats_.rows_late += job.rows();
      return time;
    }
    accepted.number = pending->number = next_job_++;
    pending->done = std::move(done);
    if (!empty) {
      const bool for_submitter = admission_.IsForSubmitter(job);
      pending->job = std::move(job);
      const Job& j = pending->job;
      if (!j.on_row) pending->result.assign(j.rows(), absl::UnknownError("not settled"));
      pending->rows_left = j.rows();
      pending->accepted_us = now_us;
      admission_.Add(j);
      stats_.rows_accepted += j.rows();
      jobs_.emplace(accepted.number, pending);
      if (for_submitter) {
        const WaitingRow row = {accepted.number, 0, j.tokens(), j.job_class.deadline_us,
                                j.job_class.priority};
        accepted.for_submitter = TakenRow{std::move(pending), row};
        return accepted;
      }
      std::vector<int64_t> row_tokens;
      row_tokens.reserve(static_cast<size_t>(j.rows()));
      for (int64_t row = 0; row < j.rows(); ++row) {
        row_tokens.push_back(j.offsets[row + 1] - j.offsets[row]);
      }
      queue_.Add(accepted.number, j.job_class, row_tokens);
    }
  }
  if (!empty) {
    work_.NotifyAll();
  } else if (pending->done) {
    pending->done({});
  }
  return accepted;
}

absl::Status Dispatcher::CheckDeadline(const JobClass& of, int64_t rows, int64_t tokens) {
  const base::MutexLock lock(mu_);
  absl::Status time =
      admission_.CheckDeadline(of, rows, tokens, queue_, former_.waiting_tokens(), clock_.NowUs());
  if (!time.ok()) stats_.rows_late += rows;
  return time;
}

void Dispatcher::Cancel(int64_t job) {
  std::vector<TakenRow> rows;
  {
    const base::MutexLock lock(mu_);
    std::vector<WaitingRow> waiting = queue_.Remove(job);
    for (const WaitingRow& row : former_.Remove(job)) waiting.push_back(row);
    rows = WithJobsLocked(waiting);
    stats_.rows_cancelled += static_cast<int64_t>(rows.size());
    stats_.tokens_saved += TokensOf(rows);
  }
  SettleAll(rows, absl::CancelledError("call cancelled"), clock_.NowUs());
}

void Dispatcher::BeginDrain() {
  {
    const base::MutexLock lock(mu_);
    draining_ = true;
  }
  work_.NotifyAll();
}

BatcherLoad Dispatcher::load() const {
  const base::MutexLock lock(mu_);
  BatcherLoad load;
  load.rows = admission_.rows();
  load.tokens = admission_.tokens();
  load.bytes = admission_.bytes();
  load.waiting_rows = queue_.rows() + former_.waiting_rows();
  load.waiting_tokens = queue_.tokens() + former_.waiting_tokens();
  load.clients = queue_.clients();
  load.tokens_per_second = admission_.tokens_per_second();
  load.backlog_us = admission_.backlog_us();
  return load;
}

BatcherStats Dispatcher::stats() const {
  const base::MutexLock lock(mu_);
  return stats_;
}

bool Dispatcher::AwaitRowsLocked() {
  ++idle_workers_;
  while (!queue_.Waits() && !former_.Waits() && !draining_) work_.Wait(mu_);
  --idle_workers_;
  return queue_.Waits() || former_.Waits();
}

bool Dispatcher::AwaitRows() {
  const base::MutexLock lock(mu_);
  if (!AwaitRowsLocked()) return false;
  ++stats_.batches;
  return true;
}

std::optional<TakenRow> Dispatcher::TakeRow(int lanes, bool short_only, base::TimeUs now_us) {
  std::optional<TakenRow> taken;
  std::vector<TakenRow> expired;
  {
    const base::MutexLock lock(mu_);
    // Idle workers, already woken, get an equal share of the waiting rows.
    const int64_t rows = queue_.rows() + lanes;
    const int64_t takers = idle_workers_ + 1;
    if (lanes >= (rows + takers - 1) / takers) return std::nullopt;
    std::vector<WaitingRow> late;
    if (const auto row = queue_.Pop(now_us, short_only, late)) {
      taken = TakenRow{jobs_.at(row->job), *row};
    }
    expired = CountExpiredLocked(late);
  }
  SettleExpired(expired, now_us);
  return taken;
}

BatchFormer::Batch Dispatcher::NextBatchLocked() {
  const base::TimeUs now_us = clock_.NowUs();
  std::vector<WaitingRow> expired;
  // Keep the window only as large as the next batch may choose from, so that a new urgent row is
  // not delayed by many rows already in the window.
  while (former_.waiting_rows() < options_.former.window_rows) {
    const std::optional<WaitingRow> row = queue_.Pop(now_us, false, expired);
    if (!row.has_value()) break;
    former_.Add(*row);
  }
  BatchFormer::Batch batch = former_.Next(now_us, idle_workers_ + 1);
  batch.expired.insert(batch.expired.end(), expired.begin(), expired.end());
  return batch;
}

std::optional<TakenBatch> Dispatcher::TakeBatch() {
  while (true) {
    TakenBatch taken;
    std::vector<TakenRow> expired;
    {
      const base::MutexLock lock(mu_);
      if (!AwaitRowsLocked()) return std::nullopt;
      const BatchFormer::Batch batch = NextBatchLocked();
      taken.rows = WithJobsLocked(batch.rows);
      taken.reason = batch.reason;
      expired = CountExpiredLocked(batch.expired);
    }
    SettleExpired(expired, clock_.NowUs());
    if (!taken.rows.empty()) return taken;
  }
}

void Dispatcher::FinishRow(const TakenRow& row, const absl::StatusOr<float>& logit,
                           int64_t tokens_reused, base::TimeUs taken_us) {
  bool complete = false;
  {
    const base::MutexLock lock(mu_);
    ++(logit.ok() ? stats_.rows_scored : stats_.rows_failed);
    stats_.tokens += row.row.tokens;
    stats_.tokens_reused += tokens_reused;
    stats_.padded_tokens += row.row.tokens;
    complete = SettleLocked(row, logit);
  }
  Answer(row, logit, complete, taken_us);
}

void Dispatcher::FinishBatch(const std::vector<TakenRow>& rows,
                             const std::vector<absl::StatusOr<float>>& logits,
                             base::TimeUs begin_us) {
  const int64_t tokens = TokensOf(rows);
  int64_t longest = 0;
  for (const TakenRow& row : rows) longest = std::max(longest, row.row.tokens);
  const auto failed = static_cast<int64_t>(
      std::count_if(logits.begin(), logits.end(), [](const auto& logit) { return !logit.ok(); }));
  const auto count = static_cast<int64_t>(rows.size());
  ObserveCost(tokens, clock_.NowUs() - begin_us);
  {
    const base::MutexLock lock(mu_);
    ++stats_.batches;
    stats_.tokens += tokens;
    stats_.padded_tokens += longest * count;
    stats_.rows_failed += failed;
    stats_.rows_scored += count - failed;
  }
  Settle(rows, logits, begin_us);
}

void Dispatcher::ObserveCost(int64_t tokens, base::TimeUs busy_us) {
  std::optional<base::TimeUs> predicted_us;
  {
    const base::MutexLock lock(mu_);
    predicted_us = admission_.ObserveCost(tokens, busy_us);
  }
  if (options_.observer != nullptr && predicted_us.has_value()) {
    options_.observer->OnComputed(*predicted_us, busy_us);
  }
}

std::vector<TakenRow> Dispatcher::WithJobsLocked(const std::vector<WaitingRow>& rows) {
  std::vector<TakenRow> taken;
  taken.reserve(rows.size());
  for (const WaitingRow& row : rows) taken.push_back({jobs_.at(row.job), row});
  return taken;
}

std::vector<TakenRow> Dispatcher::CountExpiredLocked(const std::vector<WaitingRow>& rows) {
  std::vector<TakenRow> expired = WithJobsLocked(rows);
  stats_.rows_expired += static_cast<int64_t>(expired.size());
  stats_.tokens_saved += TokensOf(expired);
  return expired;
}

bool Dispatcher::SettleLocked(const TakenRow& row, const absl::StatusOr<float>& logit) {
  PendingJob& job = *row.job;
  if (!job.job.on_row) job.result[row.row.index] = logit;
  if (--job.rows_left > 0) return false;
  admission_.Remove(job, clock_.NowUs());
  jobs_.erase(job.number);
  return true;
}

void Dispatcher::Settle(const std::vector<TakenRow>& rows,
                        const std::vector<absl::StatusOr<float>>& logits, base::TimeUs taken_us) {
  if (rows.empty()) return;
  std::vector<bool> complete(rows.size());
  {
    const base::MutexLock lock(mu_);
    for (size_t r = 0; r < rows.size(); ++r) complete[r] = SettleLocked(rows[r], logits[r]);
  }
  for (size_t r = 0; r < rows.size(); ++r) Answer(rows[r], logits[r], complete[r], taken_us);
}

void Dispatcher::SettleAll(const std::vector<TakenRow>& rows, const absl::Status& status,
                           base::TimeUs taken_us) {
  Settle(rows, std::vector<absl::StatusOr<float>>(rows.size(), status), taken_us);
}

void Dispatcher::SettleExpired(const std::vector<TakenRow>& rows, base::TimeUs taken_us) {
  // Nearly always there are none, and then no status is made.
  if (rows.empty()) return;
  SettleAll(rows, absl::DeadlineExceededError("the deadline passed while the record waited"),
            taken_us);
}

}  // namespace txtsentry::schedule
