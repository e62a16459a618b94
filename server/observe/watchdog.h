// Sees from outside whether the process still does its work: whether its listeners answer, and
// whether what waits is being computed.
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
  // So many checks in a row have to fail, or one to succeed, for the verdict to change.
  int failures_max = 3;
  // Records wait, and none has been answered for so long: the engine hangs.
  base::TimeUs stall_us = 30'000'000;
};

// What it looks at.
struct WatchdogProbes {
  // Empty when every listener answers, else which does not and why.
  std::function<std::string()> listeners;
  // Records that wait or are computed, and a count that grows whenever one is answered.
  std::function<int64_t()> under_way;
  std::function<int64_t()> answered;
  // Told of each change, from the watchdog's thread; `why` is empty when alive.
  std::function<void(bool alive, const std::string& why)> on_change;
};

// Judges one check after the other. No thread, no clock. Thread-compatible.
class Liveness {
 public:
  explicit Liveness(const WatchdogOptions& options) : options_(options) {}

  // What is wrong at `now_us`; empty for nothing.
  std::string Stall(base::TimeUs now_us, int64_t under_way, int64_t answered);

  // Takes a check's finding, empty for none; true when the verdict has changed by it.
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
  // Starts its thread. `clock` is borrowed.
  Watchdog(const base::Clock& clock, const WatchdogOptions& options, WatchdogProbes probes);
  // Returns when no probe runs any more.
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  bool alive() const;

 private:
  void Work();
  // False when it is to end.
  bool Pause();

  const base::Clock& clock_;
  const WatchdogOptions options_;
  const WatchdogProbes probes_;

  mutable base::Mutex mu_;
  base::CondVar ended_;
  bool end_ ABSL_GUARDED_BY(mu_) = false;
  bool alive_ ABSL_GUARDED_BY(mu_) = true;

  std::thread thread_;  // Last: it uses the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_WATCHDOG_H_
