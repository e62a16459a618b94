// The clock that a load runs by, which can also wait: tests have one that only jumps.
#ifndef TXTSENTRY_CLIENT_BENCH_LOAD_CLOCK_H_
#define TXTSENTRY_CLIENT_BENCH_LOAD_CLOCK_H_

#include "core/base/clock.h"

namespace txtsentry::client {

// NowUs is thread-safe; one thread waits.
class LoadClock : public base::Clock {
 public:
  // Returns at `time_us` or as soon after as the machine can; at once when it has passed.
  virtual void SleepUntilUs(base::TimeUs time_us) = 0;
};

// The machine's steady clock.
class SteadyLoadClock final : public LoadClock {
 public:
  // The calling thread is the one that waits. Its timer slack, by default 50 us, is set to the
  // least there is, so that calls leave when they are meant to.
  SteadyLoadClock();

  base::TimeUs NowUs() const override { return clock_.NowUs(); }
  void SleepUntilUs(base::TimeUs time_us) override;

 private:
  const base::SteadyClock clock_{};
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_CLOCK_H_
