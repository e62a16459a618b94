// The clock of a load run, which can also sleep. Tests replace it with a clock that jumps.
#ifndef TXTSENTRY_CLIENT_BENCH_LOAD_CLOCK_H_
#define TXTSENTRY_CLIENT_BENCH_LOAD_CLOCK_H_

#include "core/base/clock.h"

namespace txtsentry::client {

// NowUs is thread-safe; only one thread may sleep.
class LoadClock : public base::Clock {
 public:
  // Returns at `time_us`, or as soon afterwards as possible; at once if the time has passed.
  virtual void SleepUntilUs(base::TimeUs time_us) = 0;
};

// The system's monotonic clock.
class SteadyLoadClock final : public LoadClock {
 public:
  // The calling thread must be the one that sleeps. Sets its timer slack, 50 us by default, to the
  // minimum, so that calls are sent on time.
  SteadyLoadClock();

  base::TimeUs NowUs() const override { return clock_.NowUs(); }
  void SleepUntilUs(base::TimeUs time_us) override;

 private:
  const base::SteadyClock clock_{};
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_CLOCK_H_
