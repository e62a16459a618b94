// Watchdog: checks whether the process's listeners answer and whether accepted records are
// computed.
#ifndef TXTSENTRY_SERVER_OBSERVE_WATCHDOG_H_
#define TXTSENTRY_SERVER_OBSERVE_WATCHDOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"

namespace txtsentry::server {

struct WatchdogOptions {
  base::TimeUs interval_us = 2'000'000;
  // Number of failed checks in a row that make the process not alive; one success makes it alive.
  int failures_max = 3;
  // The engine counts as hanging if records wait and none was answered for this long.
  base::TimeUs stall_us = 30'000'000;
};

// The probes and the callback of the watchdog.
struct WatchdogProbes {
  // Returns empty if every listener answers, else the failing listener and the reason.
  std::function<std::string()> listeners;
  // The number of records in progress, and a counter of answered records.
  std::function<int64_t()> under_way;
  std::function<int64_t()> answered;
  // Called for each change by the watchdog's thread; `why` is empty if alive.
  std::function<void(bool alive, const std::string& why)> on_change;
};

// Evaluates the checks one after the other. No thread, no clock. Thread-compatible.
class Liveness {
 public:
  explicit Liveness(const WatchdogOptions& options) : options_(options) {}

  // Returns the problem at `now_us`; empty if there is none.
  std::string Stall(base::TimeUs now_us, int64_t under_way, int64_t answered);

  // Takes the result of a check (empty: no problem); returns true if the state changed.
  bool Judge(const std::string& wrong);

  bool alive() const { return alive_; }

 private:
  const WatchdogOptions options_;
  int failures_ = 0;
  bool alive_ = true;
  int64_t last_answered_ = -1;
  base::TimeUs last_progress_us_ = 0;
};

// Thread-safe.
class Watchdog {
 public:
  // Starts the thread. `clock` is borrowed.
  Watchdog(const base::Clock& clock, const WatchdogOptions& options, WatchdogProbes probes);
  // Returns when no probe is running.
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  bool alive() const;

 private:
  void Work();
  // Returns false if the thread must end.
  bool Pause();

  const base::Clock& clock_;
  const WatchdogOptions options_;
  const WatchdogProbes probes_;

  mutable base::Mutex mu_;
  base::CondVar ended_;
  bool end_ ABSL_GUARDED_BY(mu_) = false;
  bool alive_ ABSL_GUARDED_BY(mu_) = true;

  std::thread thread_;  // Last member: the thread uses the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_WATCHDOG_H_
