#include "core/schedule/admission.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "core/base/status.h"

namespace txtsentry::schedule {
namespace {

absl::Status CheckLimit(const char* name, int64_t under_way, int64_t more, int64_t limit) {
  if (under_way + more <= limit) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrFormat(
      "%s=%d under way and %d more exceed %s_max=%d", name, under_way, more, name, limit));
}

}  // namespace

absl::Status Admission::CheckLimits(const Job& job) const {
  TXTSENTRY_RETURN_IF_ERROR(CheckLimit("rows", rows_, job.rows(), options_.rows_max));
  TXTSENTRY_RETURN_IF_ERROR(CheckLimit("tokens", tokens_, job.tokens(), options_.tokens_max));
  return CheckLimit("bytes", bytes_, job.bytes, options_.bytes_max);
}

absl::Status Admission::CheckDeadline(const JobClass& of, int64_t rows, int64_t tokens,
                                      const RowQueue& queue, int64_t window_tokens,
                                      base::TimeUs now_us) const {
  if (of.deadline_us == base::kNever) return absl::OkStatus();
  if (of.deadline_us <= now_us) {
    return absl::DeadlineExceededError("the deadline had passed when the records came");
  }
  // A job without rows does not wait.
  if (!options_.refuse_late || rows == 0) return absl::OkStatus();
  // On average, half of each row in an engine is already computed. While rows of the other priority
  // wait, this priority gets only its share of the workers.
  const int64_t in_engines = tokens_ - queue.tokens() - window_tokens;
  int64_t before = queue.TokensBefore(of.priority, of.deadline_us);
  const Priority other =
      of.priority == Priority::kInteractive ? Priority::kBulk : Priority::kInteractive;
  if (queue.tokens(other) > 0) {
    const double share = queue.ShareOf(of.priority);
    const auto others = static_cast<int64_t>(static_cast<double>(before) * (1 - share) / share);
    before += std::min(others, queue.tokens(other));
  }
  const base::TimeUs predicted_us =
      cost_.PredictUs(before + in_engines / 2 + tokens, options_.workers);
  // A job that does not wait may use all of its time.
  const double share = before + in_engines > 0 ? margin_.share() : 1;
  const auto planned_us =
      static_cast<base::TimeUs>(share * static_cast<double>(of.deadline_us - now_us));
  if (predicted_us <= planned_us) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrFormat("done in %d us by prediction, deadline in %d us: too much waits",
                      predicted_us, of.deadline_us - now_us));
}

bool Admission::IsForSubmitter(const Job& job) const {
  return job.job_class.submitter_may_compute && job.rows() == 1 && rows_ == 0 && cost_.knows() &&
         cost_.PredictUs(job.tokens(), 1) <= options_.submitter_us_max;
}

void Admission::Add(const Job& job) {
  rows_ += job.rows();
  tokens_ += job.tokens();
  bytes_ += job.bytes;
}

void Admission::Remove(const PendingJob& job, base::TimeUs now_us) {
  rows_ -= job.job.rows();
  tokens_ -= job.job.tokens();
  bytes_ -= job.job.bytes;
  const base::TimeUs deadline_us = job.job.job_class.deadline_us;
  if (deadline_us == base::kNever) return;
  const auto given_us = static_cast<double>(deadline_us - job.accepted_us);
  margin_.OnFinished(static_cast<double>(now_us - job.accepted_us) / std::max(given_us, 1.0));
}

std::optional<base::TimeUs> Admission::ObserveCost(int64_t tokens, base::TimeUs busy_us) {
  std::optional<base::TimeUs> predicted_us;
  if (cost_.knows()) predicted_us = cost_.PredictUs(tokens, 1);
  cost_.Observe(tokens, busy_us);
  return predicted_us;
}

}  // namespace txtsentry::schedule
