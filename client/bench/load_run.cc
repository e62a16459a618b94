#include "client/bench/load_run.h"

#include <algorithm>
#include <utility>

namespace txtsentry::client {
namespace {

// Maximum time before a stop request is noticed.
constexpr base::TimeUs kStopPeriodUs = 100'000;
constexpr base::TimeUs kRestUs = 10'000;
constexpr base::TimeUs kDrainPeriodUs = 1'000;
constexpr double kUsASecond = 1e6;

int64_t TokensOf(const v1::ClassifyResponse& response) {
  int64_t tokens = 0;
  for (const v1::Result& result : response.results()) tokens += result.token_count();
  return tokens;
}

}  // namespace

LoadRun::LoadRun(const LoadRunOptions& options, const Workload& workload, AnswerChecker* checker,
                 LoadTarget& target, LoadClock& clock)
    : options_(options),
      workload_(workload),
      checker_(checker),
      target_(target),
      clock_(clock),
      start_us_(clock.NowUs()),
      window_{start_us_ + options.warmup_us, start_us_ + options.warmup_us + options.duration_us},
      recorder_(window_, options.deadline_us) {}

LoadResult LoadRun::RunOpen(CallTimes& times, const std::function<bool()>& stop) {
  for (base::TimeUs next_us = times.NextUs(); next_us < window_.end_us - start_us_;
       next_us = times.NextUs()) {
    const base::TimeUs intended_us = start_us_ + next_us;
    if (!SleepUntil(intended_us, stop)) return Finish();
    if (outstanding_.load(std::memory_order_relaxed) >= options_.outstanding_max) {
      recorder_.Skipped(intended_us);
    } else {
      Issue(intended_us);
    }
  }
  SleepUntil(window_.end_us, stop);
  return Finish();
}

LoadResult LoadRun::RunClosed(int64_t callers, const std::function<bool()>& stop) {
  closed_loop_ = true;
  resting_ = callers;
  for (;;) {
    for (int64_t rested = resting_.exchange(0); rested > 0; --rested) Issue(clock_.NowUs());
    const base::TimeUs now_us = clock_.NowUs();
    if (now_us >= window_.end_us) break;
    if (!SleepUntil(std::min(now_us + kRestUs, window_.end_us), stop)) break;
  }
  closed_loop_ = false;
  return Finish();
}

bool LoadRun::SleepUntil(base::TimeUs time_us, const std::function<bool()>& stop) {
  for (base::TimeUs now_us = clock_.NowUs(); now_us < time_us; now_us = clock_.NowUs()) {
    if (stop()) return false;
    clock_.SleepUntilUs(std::min(time_us, now_us + kStopPeriodUs));
  }
  return !stop();
}

void LoadRun::Issue(base::TimeUs intended_us) {
  const int64_t call = next_call_.fetch_add(1, std::memory_order_relaxed);
  outstanding_.fetch_add(1, std::memory_order_relaxed);
  std::string request = workload_.RequestOf(call);
  recorder_.Sent(intended_us, clock_.NowUs());
  target_.Send(std::move(request), [this, call, intended_us](const absl::Status& status,
                                                             const v1::ClassifyResponse& response) {
    Answered(call, intended_us, status, response);
  });
}

void LoadRun::Answered(int64_t call, base::TimeUs intended_us, const absl::Status& status,
                       const v1::ClassifyResponse& response) {
  CallOutcome outcome;
  outcome.intended_us = intended_us;
  outcome.answered_us = clock_.NowUs();
  outcome.code = status.code();
  if (status.ok()) {
    outcome.records = workload_.options().records_a_call;
    outcome.tokens = TokensOf(response);
    if (checker_ != nullptr) {
      outcome.faults = checker_->Check(Workload::IdOf(call), workload_.RecordsOf(call), response);
    }
  }
  recorder_.Answered(outcome);
  if (closed_loop_) CallAgain(!status.ok());
  // Must be last: at 0, Finish returns and this object may be destroyed.
  outstanding_.fetch_sub(1, std::memory_order_release);
}

void LoadRun::CallAgain(bool failed) {
  const base::TimeUs now_us = clock_.NowUs();
  if (now_us >= window_.end_us) return;
  if (failed) {
    ++resting_;
  } else {
    Issue(now_us);
  }
}

LoadResult LoadRun::Finish() {
  const base::TimeUs ended_us = std::min(clock_.NowUs(), window_.end_us);
  const base::TimeUs give_up_us = clock_.NowUs() + options_.drain_us;
  bool abandoned = false;
  while (outstanding_.load(std::memory_order_acquire) > 0) {
    if (!abandoned && clock_.NowUs() >= give_up_us) {
      target_.Abandon();
      abandoned = true;
    }
    clock_.SleepUntilUs(clock_.NowUs() + kDrainPeriodUs);
  }
  LoadResult result = recorder_.Sum();
  const base::TimeUs measured_us = std::max<base::TimeUs>(ended_us - window_.start_us, 0);
  result.seconds = static_cast<double>(measured_us) / kUsASecond;
  return result;
}

LoadResult LoadRun::Now() const {
  LoadResult result = recorder_.Sum();
  const base::TimeUs now_us = std::clamp(clock_.NowUs(), window_.start_us, window_.end_us);
  result.seconds = static_cast<double>(now_us - window_.start_us) / kUsASecond;
  return result;
}

}  // namespace txtsentry::client
