// Schedules of call times that do not depend on the answers, for open-loop load.
#ifndef TXTSENTRY_CLIENT_BENCH_ARRIVALS_H_
#define TXTSENTRY_CLIENT_BENCH_ARRIVALS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/clock.h"

namespace txtsentry::client {

// Not thread-safe.
class CallTimes {
 public:
  virtual ~CallTimes() = default;

  // Returns the next call's time since the start, in microseconds, in non-decreasing order;
  // base::kNever if there are no more.
  virtual base::TimeUs NextUs() = 0;
};

enum class Arrivals {
  kConstant,  // Evenly spaced, starting at 0.
  kPoisson,   // Independent, as from many callers: exponentially distributed intervals.
};

// `rate`: calls per second, above 0. The same seed gives the same times with every standard library
// (up to the last bit of its logarithm).
std::unique_ptr<CallTimes> MakeArrivals(Arrivals arrivals, double rate, uint64_t seed);

// The times of a trace in microseconds, ascending, divided by `speed`, which must be above 0.
std::unique_ptr<CallTimes> MakeTraceTimes(std::vector<int64_t> offsets_us, double speed);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_ARRIVALS_H_
