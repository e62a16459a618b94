#include "server/grpc/explain_queue.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/niceness.h"

namespace txtsentry::server {
namespace {

// Explaining yields to scoring if processors are scarce.
constexpr int kNiceness = 10;

}  // namespace

ExplainQueue::ExplainQueue(const base::Clock& clock, int64_t calls_max)
    : clock_(clock), calls_max_(calls_max), thread_([this] { Work(); }) {}

ExplainQueue::~ExplainQueue() {
  {
    const base::MutexLock lock(mu_);
    stop_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

absl::Status ExplainQueue::Submit(std::shared_ptr<ExplainJob> job) {
  const base::MutexLock lock(mu_);
  const auto waiting = static_cast<int64_t>(waiting_.size());
  if (waiting >= calls_max_) {
    return absl::ResourceExhaustedError(absl::StrFormat(
        "waiting explain calls=%d reach explain_calls_max=%d", waiting, calls_max_));
  }
  waiting_.push_back(std::move(job));
  changed_.NotifyOne();
  return absl::OkStatus();
}

void ExplainQueue::Cancel(const std::shared_ptr<ExplainJob>& job) {
  job->cancelled = true;
  {
    const base::MutexLock lock(mu_);
    const auto found = std::find(waiting_.begin(), waiting_.end(), job);
    if (found == waiting_.end()) return;
    waiting_.erase(found);
  }
  job->done(absl::CancelledError("cancelled before it was explained"));
}

std::shared_ptr<ExplainJob> ExplainQueue::Take() {
  const base::MutexLock lock(mu_);
  while (waiting_.empty() && !stop_) changed_.Wait(mu_);
  if (waiting_.empty()) return nullptr;
  auto job = std::move(waiting_.front());
  waiting_.pop_front();
  return job;
}

void ExplainQueue::Work() {
  pthread_setname_np(pthread_self(), "explain");
  base::BeNice(kNiceness);
  while (const auto job = Take()) Explain(*job);
}

void ExplainQueue::Explain(ExplainJob& job) const {
  const auto given_up = [this, &job] { return job.cancelled || clock_.NowUs() >= job.deadline_us; };
  auto explanation = given_up() ? absl::CancelledError("cancelled before it was explained")
                                : job.served->classifier->Explain(job.record, given_up);
  if (absl::IsCancelled(explanation.status()) && !job.cancelled) {
    explanation = absl::DeadlineExceededError("the deadline passed before it was explained");
  }
  job.done(std::move(explanation));
}

}  // namespace txtsentry::server
