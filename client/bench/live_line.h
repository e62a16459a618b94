// The line on standard error that says how a load is going, while it is.
#ifndef TXTSENTRY_CLIENT_BENCH_LIVE_LINE_H_
#define TXTSENTRY_CLIENT_BENCH_LIVE_LINE_H_

#include <atomic>
#include <string>
#include <thread>

#include "client/bench/load_run.h"
#include "client/commands/progress.h"

namespace txtsentry::client {

// "4 callers: 3 s of 10 s, 9120 calls/s, p50 310 us, p99 1204 us, 4 under way, 0 failed, 0 wrong".
std::string LiveText(const std::string& load, const LoadResult& so_far, double seconds,
                     int64_t outstanding);

// Shows a run for its lifetime, from a thread of its own. The run outlives it.
class LiveLine {
 public:
  // `load` names the run; `seconds` is how long it will measure.
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
