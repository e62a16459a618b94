// Shows the progress of a running load as a line on standard error.
#ifndef TXTSENTRY_CLIENT_BENCH_LIVE_LINE_H_
#define TXTSENTRY_CLIENT_BENCH_LIVE_LINE_H_

#include <atomic>
#include <string>
#include <thread>

#include "client/bench/load_run.h"
#include "client/commands/progress.h"

namespace txtsentry::client {

// Returns for example "4 callers: 3 s of 10 s, 9120 calls/s, p50 310 us, p99 1204 us, 4 under way,
// 0 failed, 0 wrong".
std::string LiveText(const std::string& load, const LoadResult& so_far, double seconds,
                     int64_t outstanding);

// Shows a run's progress during its own lifetime, from its own thread. The run must outlive it.
class LiveLine {
 public:
  // `load` names the run; `seconds` is the duration of the measurement.
  LiveLine(ProgressMode mode, const LoadRun& run, std::string load, double seconds);
  ~LiveLine();
  LiveLine(const LiveLine&) = delete;
  LiveLine& operator=(const LiveLine&) = delete;

 private:
  void Show(ProgressMode mode) const;

  const LoadRun& run_;
  const std::string load_;
  const double seconds_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LIVE_LINE_H_
