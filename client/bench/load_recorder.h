// Takes down how calls went, from the many threads that learn it.
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

// From `start_us` on, before `end_us`.
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

// Thread-safe. Each thread writes to its own shard, as far as there are enough.
class LoadRecorder {
 public:
  // What lies outside the window is not counted. `deadline_us` is a call's from its intended time;
  // base::kNever for none.
  LoadRecorder(const Window& window, int64_t deadline_us);

  void Sent(base::TimeUs intended_us, base::TimeUs sent_us);
  void Skipped(base::TimeUs intended_us);
  void Answered(const CallOutcome& outcome);

  // All shards together, as of now; without `seconds` and what was offered.
  LoadResult Sum() const;

 private:
  // A cache line of its own for each lock.
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
