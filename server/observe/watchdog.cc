#include "server/observe/watchdog.h"

#include <pthread.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_format.h"

namespace txtsentry::server {

std::string Liveness::Stall(base::TimeUs now_us, int64_t under_way, int64_t answered) {
  if (under_way == 0 || answered != last_answered_) {
    last_answered_ = answered;
    last_progress_us_ = now_us;
    return "";
  }
  const base::TimeUs stalled_us = now_us - last_progress_us_;
  if (stalled_us < options_.stall_us) return "";
  return absl::StrFormat("%d records under way and none answered for %d s", under_way,
                         stalled_us / 1'000'000);
}

bool Liveness::Judge(const std::string& wrong) {
  failures_ = wrong.empty() ? 0 : failures_ + 1;
  const bool alive = alive_ ? failures_ < options_.failures_max : failures_ == 0;
  return std::exchange(alive_, alive) != alive;
}

Watchdog::Watchdog(const base::Clock& clock, const WatchdogOptions& options, WatchdogProbes probes)
    : clock_(clock), options_(options), probes_(std::move(probes)), thread_([this] { Work(); }) {
  pthread_setname_np(thread_.native_handle(), "watchdog");
}

Watchdog::~Watchdog() {
  {
    const base::MutexLock lock(mu_);
    end_ = true;
    ended_.NotifyAll();
  }
  thread_.join();
}

bool Watchdog::alive() const {
  const base::MutexLock lock(mu_);
  return alive_;
}

bool Watchdog::Pause() {
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::microseconds(options_.interval_us);
  const base::MutexLock lock(mu_);
  while (!end_ && std::chrono::steady_clock::now() < until) ended_.WaitUntil(mu_, until);
  return !end_;
}

void Watchdog::Work() {
  Liveness liveness(options_);
  while (Pause()) {
    std::string wrong = liveness.Stall(clock_.NowUs(), probes_.under_way(), probes_.answered());
    if (wrong.empty()) wrong = probes_.listeners();
    if (!liveness.Judge(wrong)) continue;
    {
      const base::MutexLock lock(mu_);
      alive_ = liveness.alive();
    }
    probes_.on_change(liveness.alive(), liveness.alive() ? "" : wrong);
  }
}

}  // namespace txtsentry::server
