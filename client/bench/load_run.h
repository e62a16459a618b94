// One run of a load against one target: an open loop with a schedule, or a closed loop of callers
// that each wait for their answer.
#ifndef TXTSENTRY_CLIENT_BENCH_LOAD_RUN_H_
#define TXTSENTRY_CLIENT_BENCH_LOAD_RUN_H_

#include <atomic>
#include <cstdint>
#include <functional>

#include "client/bench/answer_checker.h"
#include "client/bench/arrivals.h"
#include "client/bench/load_clock.h"
#include "client/bench/load_recorder.h"
#include "client/bench/load_result.h"
#include "client/bench/load_target.h"
#include "client/bench/workload.h"

namespace txtsentry::client {

struct LoadRunOptions {
  int64_t warmup_us = 0;    // Uncounted load before the window.
  int64_t duration_us = 0;  // Length of the window.
  // Deadline from a call's intended time, used to count calls in time; base::kNever for none.
  int64_t deadline_us = base::kNever;
  // Time to wait for answers after the last call was sent. Then the target is told to abandon calls
  // without a deadline; calls with a deadline are still awaited.
  int64_t drain_us = 30'000'000;
  // Open loop: maximum number of outstanding calls, so that a stalled server does not exhaust this
  // process's memory.
  int64_t outstanding_max = 4096;
};

// One run. Call RunOpen or RunClosed once, from the thread that `clock` sleeps on. Now and the
// target's answers may come from any thread.
class LoadRun {
 public:
  // If `checker` is null, answers are counted but not checked. All arguments must outlive this
  // object. `stop` is polled while waiting; true ends the run early.
  LoadRun(const LoadRunOptions& options, const Workload& workload, AnswerChecker* checker,
          LoadTarget& target, LoadClock& clock);

  // Sends each call at its scheduled time, or immediately if the thread is late, independent of
  // answers. Latency counts from the scheduled time, so a stalled server is charged for all calls
  // scheduled during the stall (no coordinated omission).
  LoadResult RunOpen(CallTimes& times, const std::function<bool()>& stop);

  // Keeps `callers` calls outstanding; a call's intended time is when its caller received the
  // previous answer. After a failure a caller pauses for 10 ms, because a server that refuses
  // immediately would otherwise be called as fast as possible.
  LoadResult RunClosed(int64_t callers, const std::function<bool()>& stop);

  // Returns the current counts, for a live line. Thread-safe.
  LoadResult Now() const;
  int64_t outstanding() const { return outstanding_.load(std::memory_order_relaxed); }

 private:
  void Issue(base::TimeUs intended_us);
  void Answered(int64_t call, base::TimeUs intended_us, const absl::Status& status,
                const v1::ClassifyResponse& response);
  void CallAgain(bool failed);
  // Returns false if the run is stopped before that time.
  bool SleepUntil(base::TimeUs time_us, const std::function<bool()>& stop);
  LoadResult Finish();

  const LoadRunOptions options_;
  const Workload& workload_;
  AnswerChecker* const checker_;
  LoadTarget& target_;
  LoadClock& clock_;
  const base::TimeUs start_us_;
  const Window window_;
  LoadRecorder recorder_;

  std::atomic<int64_t> next_call_{0};
  std::atomic<int64_t> outstanding_{0};
  std::atomic<int64_t> resting_{0};
  std::atomic<bool> closed_loop_{false};  // True if each answer triggers the next call.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_RUN_H_
