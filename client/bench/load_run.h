// One run of a load against one target: open loop, by a schedule, or closed loop, by callers of
// which each waits for its answer.
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
  int64_t warmup_us = 0;    // Load that is not counted, before the window.
  int64_t duration_us = 0;  // Of the window.
  // Of a call from its intended time, for what counts as in time; base::kNever for none.
  int64_t deadline_us = base::kNever;
  // After the last call was sent, answers are waited for so long; then the target is told to
  // abandon what it can, and calls that have deadlines are waited for still.
  int64_t drain_us = 30'000'000;
  // Open loop: calls under way, so that a server that stands does not fill this memory.
  int64_t outstanding_max = 4096;
};

// One run. RunOpen or RunClosed is called once, from the thread that `clock` waits on; Now and the
// target's answers come from any thread.
class LoadRun {
 public:
  // `checker` may be null: then answers are counted and not looked at. All outlive this object.
  // `stop` is asked while waiting; true ends the run early.
  LoadRun(const LoadRunOptions& options, const Workload& workload, AnswerChecker* checker,
          LoadTarget& target, LoadClock& clock);

  // Sends each call at its time or, when the thread comes too late, at once: never later on account
  // of answers, and its latency counts from the time it was meant for. So a server that stalls is
  // charged for all the calls that fell into the stall (no coordinated omission).
  LoadResult RunOpen(CallTimes& times, const std::function<bool()>& stop);

  // `callers` calls under way at all times; a call is meant for the moment at which its caller had
  // the last answer. After a failure a caller rests for 10 ms: what refuses at once would be called
  // as fast as this machine can.
  LoadResult RunClosed(int64_t callers, const std::function<bool()>& stop);

  // What was counted so far, for a live line. Thread-safe.
  LoadResult Now() const;
  int64_t outstanding() const { return outstanding_.load(std::memory_order_relaxed); }

 private:
  void Issue(base::TimeUs intended_us);
  void Answered(int64_t call, base::TimeUs intended_us, const absl::Status& status,
                const v1::ClassifyResponse& response);
  void CallAgain(bool failed);
  // False when the run is stopped before that time.
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
  std::atomic<bool> closed_loop_{false};  // Answers are followed by the next call.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_RUN_H_
