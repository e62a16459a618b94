#include "core/schedule/batcher.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/niceness.h"
#include "core/base/status.h"
#include "core/schedule/pending_job.h"

namespace txtsentry::schedule {

namespace {

// Binds a thread to the processor `index` (counted round) of those that this process may use.
// Best effort: where the kernel refuses, the thread stays free.
void PinToProcessor(std::thread& thread, int index) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return;
  int left = index % CPU_COUNT(&allowed);
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed) || left-- > 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    pthread_setaffinity_np(thread.native_handle(), sizeof(one), &one);
    return;
  }
}

absl::Status CheckLimit(const char* name, int64_t under_way, int64_t more, int64_t limit) {
  if (under_way + more <= limit) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrFormat(
      "%s=%d under way and %d more exceed %s_max=%d", name, under_way, more, name, limit));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Batcher>> Batcher::Create(const engine::Engine& engine,
                                                         const base::Clock& clock,
                                                         const BatcherOptions& options) {
  const std::pair<const char*, int64_t> at_least_one[] = {
      {"workers", options.workers},
      {"rows_max", options.rows_max},
      {"tokens_max", options.tokens_max},
      {"bytes_max", options.bytes_max},
      {"batch rows_max", options.former.rows_max},
      {"batch padded_tokens_max", options.former.padded_tokens_max}};
  for (const auto& [name, value] : at_least_one) {
    if (value < 1)
      return absl::InvalidArgumentError(absl::StrFormat("%s=%d is below 1", name, value));
  }
  if (options.former.window_rows < options.former.rows_max) {
    return absl::InvalidArgumentError(absl::StrFormat("window_rows=%d is below rows_max=%d",
                                                      options.former.window_rows,
                                                      options.former.rows_max));
  }
  return std::unique_ptr<Batcher>(new Batcher(engine, clock, options));
}

Batcher::Batcher(const engine::Engine& engine, const base::Clock& clock,
                 const BatcherOptions& options)
    : engine_(engine),
      clock_(clock),
      options_(options),
      queue_(options.queue),
      former_(options.former) {
  const base::MutexLock lock(join_mu_);
  for (int i = 0; i < options.workers; ++i) {
    workers_.emplace_back([this] { Work(); });
    pthread_setname_np(workers_.back().native_handle(), absl::StrFormat("engine-%d", i).c_str());
    if (options.pin_workers) PinToProcessor(workers_.back(), i);
  }
}

Batcher::~Batcher() { Drain(); }

absl::Status Batcher::CheckRoomLocked(const Job& job) const {
  if (draining_) return absl::UnavailableError("draining: no more rows are accepted");
  TXTSENTRY_RETURN_IF_ERROR(CheckLimit("rows", rows_under_way_, job.rows(), options_.rows_max));
  TXTSENTRY_RETURN_IF_ERROR(
      CheckLimit("tokens", tokens_under_way_, job.tokens(), options_.tokens_max));
  return CheckLimit("bytes", bytes_under_way_, job.bytes, options_.bytes_max);
}

absl::Status Batcher::CheckTimeLocked(const JobClass& of, int64_t rows, int64_t tokens) const {
  if (of.deadline_us == base::kNever) return absl::OkStatus();
  const base::TimeUs now_us = clock_.NowUs();
  if (of.deadline_us <= now_us) {
    return absl::DeadlineExceededError("the deadline had passed when the records came");
  }
  // Without rows there is nothing to wait for.
  if (!options_.refuse_late || rows == 0) return absl::OkStatus();
  // Rows in engines are half done on average. While the other priority waits too, this one has its
  // share of the workers only.
  const int64_t in_engines = tokens_under_way_ - queue_.tokens() - former_.waiting_tokens();
  int64_t before = queue_.TokensBefore(of.priority, of.deadline_us);
  const Priority other =
      of.priority == Priority::kInteractive ? Priority::kBulk : Priority::kInteractive;
  if (queue_.tokens(other) > 0) {
    const double share = queue_.ShareOf(of.priority);
    const auto others = static_cast<int64_t>(static_cast<double>(before) * (1 - share) / share);
    before += std::min(others, queue_.tokens(other));
  }
  const base::TimeUs predicted_us =
      cost_.PredictUs(before + in_engines / 2 + tokens, options_.workers);
  // A job that waits for nobody is given all of its time.
  const double share = before + in_engines > 0 ? headroom_.share() : 1;
  const auto planned_us =
      static_cast<base::TimeUs>(share * static_cast<double>(of.deadline_us - now_us));
  if (predicted_us <= planned_us) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrFormat("done in %d us by prediction, deadline in %d us: too much waits",
                      predicted_us, of.deadline_us - now_us));
}

absl::StatusOr<int64_t> Batcher::Submit(Job job, Done done) {
  int64_t number = 0;
  const bool empty = job.rows() == 0;
  std::shared_ptr<Pending> mine;  // What this thread computes.
  {
    const base::MutexLock lock(mu_);
    if (const absl::Status room = CheckRoomLocked(job); !room.ok()) {
      stats_.rows_rejected += job.rows();
      return room;
    }
    if (const absl::Status time = CheckTimeLocked(job.job_class, job.rows(), job.tokens());
        !time.ok()) {
      stats_.rows_late += job.rows();
      return time;
    }
    number = next_job_++;
    if (!empty) {
      const bool for_submitter = IsForSubmitterLocked(job);
      auto pending = std::make_shared<Pending>();
      pending->number = number;
      pending->job = std::move(job);
      pending->done = std::move(done);
      const Job& j = pending->job;
      if (!j.on_row) pending->result.assign(j.rows(), absl::UnknownError("not settled"));
      pending->rows_left = j.rows();
      pending->accepted_us = clock_.NowUs();
      rows_under_way_ += j.rows();
      tokens_under_way_ += j.tokens();
      bytes_under_way_ += j.bytes;
      stats_.rows_accepted += j.rows();
      if (for_submitter) {
        mine = pending;
      } else {
        std::vector<int64_t> row_tokens;
        row_tokens.reserve(static_cast<size_t>(j.rows()));
        for (int64_t row = 0; row < j.rows(); ++row) {
          row_tokens.push_back(j.offsets[row + 1] - j.offsets[row]);
        }
        queue_.Add(number, j.job_class, row_tokens);
      }
      jobs_.emplace(number, std::move(pending));
    }
  }
  if (empty) {
    if (done) done({});  // NOLINT(bugprone-use-after-move): only moved when not empty.
  } else if (mine != nullptr) {
    RunInSubmitter(mine);
  } else {
    work_.NotifyAll();
  }
  return number;
}

bool Batcher::IsForSubmitterLocked(const Job& job) const {
  return job.job_class.submitter_may_compute && job.rows() == 1 && rows_under_way_ == 0 &&
         cost_.knows() && cost_.PredictUs(job.tokens(), 1) <= options_.submitter_us_max;
}

void Batcher::RunInSubmitter(const std::shared_ptr<Pending>& pending) {
  const Job& job = pending->job;
  const Priority priority = job.job_class.priority;
  if (BatchObserver* const observer = options_.observer) {
    observer->OnRowStart(priority, 0, 1);
    if (engine_.lane_scorer() == nullptr) {
      observer->OnBatch(CloseReason::kNoneWaited, 1, job.tokens(), job.tokens());
    }
  }
  RunBatch({{pending->number, 0, job.tokens(), job.job_class.deadline_us, priority}}, {pending});
}

absl::Status Batcher::Foresee(const JobClass& job_class, int64_t rows, int64_t tokens) {
  const base::MutexLock lock(mu_);
  absl::Status time = CheckTimeLocked(job_class, rows, tokens);
  if (!time.ok()) stats_.rows_late += rows;
  return time;
}

void Batcher::Cancel(int64_t job) {
  std::vector<WaitingRow> rows;
  std::vector<std::shared_ptr<Pending>> pending;
  {
    const base::MutexLock lock(mu_);
    rows = queue_.Remove(job);
    for (const WaitingRow& row : former_.Remove(job)) rows.push_back(row);
    pending = PendingOfLocked(rows);
    stats_.rows_cancelled += static_cast<int64_t>(rows.size());
    stats_.tokens_saved += TokensOf(rows);
  }
  Settle(rows, pending,
         std::vector<absl::StatusOr<float>>(rows.size(), absl::CancelledError("call cancelled")),
         clock_.NowUs());
}

void Batcher::Drain() {
  {
    const base::MutexLock lock(mu_);
    draining_ = true;
  }
  work_.NotifyAll();
  const base::MutexLock lock(join_mu_);
  for (std::thread& worker : workers_) worker.join();
  workers_.clear();
}

BatcherLoad Batcher::load() const {
  const base::MutexLock lock(mu_);
  BatcherLoad load;
  load.rows = rows_under_way_;
  load.tokens = tokens_under_way_;
  load.bytes = bytes_under_way_;
  load.waiting_rows = queue_.rows() + former_.waiting_rows();
  load.waiting_tokens = queue_.tokens() + former_.waiting_tokens();
  load.clients = queue_.clients();
  load.tokens_per_second = 1e6 * cost_.tokens_per_us() * options_.workers;
  load.backlog_us = cost_.PredictUs(tokens_under_way_, options_.workers);
  return load;
}

BatcherStats Batcher::stats() const {
  const base::MutexLock lock(mu_);
  return stats_;
}

std::vector<std::shared_ptr<Batcher::Pending>> Batcher::PendingOfLocked(
    const std::vector<WaitingRow>& rows) {
  std::vector<std::shared_ptr<Pending>> pending;
  pending.reserve(rows.size());
  for (const WaitingRow& row : rows) pending.push_back(jobs_.at(row.job));
  return pending;
}

void Batcher::Work() {
  if (options_.niceness > 0) base::BeNice(options_.niceness);
  if (const engine::LaneScorer* scorer = engine_.lane_scorer()) {
    WorkInLanes(*scorer);
  } else {
    WorkInBatches();
  }
}

bool Batcher::AwaitRowsLocked() {
  ++idle_workers_;
  while (!queue_.Waits() && !former_.Waits() && !draining_) work_.Wait(mu_);
  --idle_workers_;
  return queue_.Waits() || former_.Waits();
}

BatchFormer::Batch Batcher::NextBatchLocked() {
  const base::TimeUs now_us = clock_.NowUs();
  std::vector<WaitingRow> expired;
  // The window holds no more than the next batch may choose from, so that a row that comes now and
  // is urgent waits for little.
  while (former_.waiting_rows() < options_.former.window_rows) {
    const std::optional<WaitingRow> row = queue_.Pop(now_us, false, expired);
    if (!row.has_value()) break;
    former_.Add(*row);
  }
  BatchFormer::Batch batch = former_.Next(now_us, idle_workers_ + 1);
  batch.expired.insert(batch.expired.end(), expired.begin(), expired.end());
  return batch;
}

void Batcher::WorkInBatches() {
  while (true) {
    BatchFormer::Batch batch;
    std::vector<std::shared_ptr<Pending>> pending;
    std::vector<std::shared_ptr<Pending>> expired;
    {
      const base::MutexLock lock(mu_);
      if (!AwaitRowsLocked()) return;
      batch = NextBatchLocked();
      pending = PendingOfLocked(batch.rows);
      expired = PendingOfLocked(batch.expired);
      stats_.rows_expired += static_cast<int64_t>(batch.expired.size());
      stats_.tokens_saved += TokensOf(batch.expired);
    }
    SettleExpired(batch.expired, expired);
    if (batch.rows.empty()) continue;
    if (options_.observer != nullptr) TellObserver(batch, pending);
    RunBatch(batch.rows, pending);
  }
}

void Batcher::TellObserver(const BatchFormer::Batch& batch,
                           const std::vector<std::shared_ptr<Pending>>& pending) {
  const base::TimeUs now_us = clock_.NowUs();
  const auto rows = static_cast<int64_t>(batch.rows.size());
  int64_t longest = 0;
  for (size_t r = 0; r < batch.rows.size(); ++r) {
    longest = std::max(longest, batch.rows[r].tokens);
    options_.observer->OnRowStart(batch.rows[r].priority, now_us - pending[r]->accepted_us, rows);
  }
  options_.observer->OnBatch(batch.reason, rows, TokensOf(batch.rows), longest * rows);
}

void Batcher::ObserveCostLocked(int64_t tokens, base::TimeUs busy_us) {
  if (options_.observer != nullptr && cost_.knows()) {
    options_.observer->OnComputed(cost_.PredictUs(tokens, 1), busy_us);
  }
  cost_.Observe(tokens, busy_us);
}

void Batcher::RunBatch(const std::vector<WaitingRow>& rows,
                       const std::vector<std::shared_ptr<Pending>>& pending) {
  std::vector<int32_t> ids;
  std::vector<int64_t> offsets = {0};
  int64_t longest = 0;
  for (size_t r = 0; r < rows.size(); ++r) {
    const Job& job = pending[r]->job;
    const auto begin = job.ids.begin() + job.offsets[rows[r].index];
    ids.insert(ids.end(), begin, begin + rows[r].tokens);
    offsets.push_back(static_cast<int64_t>(ids.size()));
    longest = std::max(longest, rows[r].tokens);
  }
  std::vector<float> logits(rows.size());
  const base::TimeUs start_us = clock_.NowUs();
  const absl::Status status = engine_.Score({ids, offsets}, absl::MakeSpan(logits));
  std::vector<absl::StatusOr<float>> results;
  results.reserve(rows.size());
  int64_t failed = 0;
  for (size_t r = 0; r < rows.size(); ++r) {
    if (status.ok()) {
      results.emplace_back(logits[r]);
      continue;
    }
    const std::vector<int64_t> alone = {0, rows[r].tokens};
    const absl::Span<const int32_t> row_ids(&ids[offsets[r]], rows[r].tokens);
    const absl::Status row_status =
        rows.size() == 1 ? status : engine_.Score({row_ids, alone}, absl::MakeSpan(&logits[r], 1));
    if (row_status.ok()) {
      results.emplace_back(logits[r]);
    } else {
      results.emplace_back(row_status);
      ++failed;
    }
  }
  {
    const base::MutexLock lock(mu_);
    ObserveCostLocked(static_cast<int64_t>(ids.size()), clock_.NowUs() - start_us);
    ++stats_.batches;
    stats_.tokens += static_cast<int64_t>(ids.size());
    stats_.padded_tokens += longest * static_cast<int64_t>(rows.size());
    stats_.rows_failed += failed;
    stats_.rows_scored += static_cast<int64_t>(rows.size()) - failed;
  }
  Settle(rows, pending, results, start_us);
}

void Batcher::SettleExpired(const std::vector<WaitingRow>& rows,
                            const std::vector<std::shared_ptr<Pending>>& pending) {
  Settle(
      rows, pending,
      std::vector<absl::StatusOr<float>>(
          rows.size(), absl::DeadlineExceededError("the deadline passed while the record waited")),
      clock_.NowUs());
}

bool Batcher::SettleRowLocked(Pending& job, int64_t row, const absl::StatusOr<float>& result) {
  if (!job.job.on_row) job.result[row] = result;
  if (--job.rows_left > 0) return false;
  rows_under_way_ -= job.job.rows();
  tokens_under_way_ -= job.job.tokens();
  bytes_under_way_ -= job.job.bytes;
  if (const base::TimeUs deadline_us = job.job.job_class.deadline_us; deadline_us != base::kNever) {
    const auto given_us = static_cast<double>(deadline_us - job.accepted_us);
    headroom_.OnFinished(static_cast<double>(clock_.NowUs() - job.accepted_us) /
                         std::max(given_us, 1.0));
  }
  jobs_.erase(job.number);
  return true;
}

void Batcher::Answer(Pending& job, int64_t row, const absl::StatusOr<float>& result, bool complete,
                     base::TimeUs taken_us) {
  if (job.job.on_row) {
    job.job.on_row(row, result, taken_us - job.accepted_us);
  } else if (complete) {
    job.done(std::move(job.result));
  }
}

void Batcher::Settle(const std::vector<WaitingRow>& rows,
                     const std::vector<std::shared_ptr<Pending>>& pending,
                     const std::vector<absl::StatusOr<float>>& results, base::TimeUs taken_us) {
  std::vector<bool> complete(rows.size());
  {
    const base::MutexLock lock(mu_);
    for (size_t r = 0; r < rows.size(); ++r) {
      complete[r] = SettleRowLocked(*pending[r], rows[r].index, results[r]);
    }
  }
  for (size_t r = 0; r < rows.size(); ++r) {
    Answer(*pending[r], rows[r].index, results[r], complete[r], taken_us);
  }
}

}  // namespace txtsentry::schedule
