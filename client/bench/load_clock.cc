#include "client/bench/load_clock.h"

#include <sys/prctl.h>

#include <chrono>
#include <thread>

namespace txtsentry::client {

SteadyLoadClock::SteadyLoadClock() { ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); }

void SteadyLoadClock::SleepUntilUs(base::TimeUs time_us) {
  std::this_thread::sleep_until(
      std::chrono::steady_clock::time_point(std::chrono::microseconds(time_us)));
}

}  // namespace txtsentry::client
