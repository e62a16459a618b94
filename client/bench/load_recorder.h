// Records the outcomes of calls from many threads.
#ifndef TXTSENTRY_CLIENT_BENCH_LOAD_RECORDER_H_
#define TXTSENTRY_CLIENT_BENCH_LOAD_RECORDER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "client/bench/load_result.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"

namespace txtsentry::client {

// The interval [start_us, end_us).
struct Window {
  base::TimeUs start_us = 0;
  base::TimeUs end_us = 0;

  bool Holds(base::TimeUs time_us) const { return time_us >= start_us && time_us < end_us; }
};

struct CallOutcome {
  base::TimeUs intended_us = 0;
  base::TimeUs answered_us = 0;
  absl::StatusCode code = absl::StatusCode::kOk;
  int64_t records = 0;
  int64_t tokens = 0;
  AnswerFaults faults;
};

// Thread-safe. Each thread writes to its own shard, unless there are more threads than shards.
class LoadRecorder {
 public:
  // Ignores calls outside the window. `deadline_us` is relative to a call's intended time;
  // base::kNever for none.
  LoadRecorder(const Window& window, int64_t deadline_us);

  void Sent(base::TimeUs intended_us, base::TimeUs sent_us);
  void Skipped(base::TimeUs intended_us);
  void Answered(const CallOutcome& outcome);

  // Returns the current sum of all shards, without `seconds` and the offered load.
  LoadResult Sum() const;

 private:
  // Aligned so that each lock has its own cache line.
  struct alignas(64) Shard {
    mutable base::Mutex mu;
    LoadResult result ABSL_GUARDED_BY(mu);
  };

  Shard& MyShard() const;

  const Window window_;
  const int64_t deadline_us_;
  const std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_RECORDER_H_
