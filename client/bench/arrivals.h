// When calls are meant to be sent: a schedule that knows nothing of the answers, which is what
// makes a load open-loop.
#ifndef TXTSENTRY_CLIENT_BENCH_ARRIVALS_H_
#define TXTSENTRY_CLIENT_BENCH_ARRIVALS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/clock.h"

namespace txtsentry::client {

// One thread only.
class CallTimes {
 public:
  virtual ~CallTimes() = default;

  // The next call's time since the start, in microseconds, never before the one given last;
  // base::kNever when there are no more.
  virtual base::TimeUs NextUs() = 0;
};

enum class Arrivals {
  kConstant,  // At even distances, from 0 on.
  kPoisson,   // Independent of one another, as from many callers: exponential distances.
};

// `rate`: calls a second, above 0. The same seed gives the same times with every standard library
// (up to its logarithm's last bit).
std::unique_ptr<CallTimes> MakeArrivals(Arrivals arrivals, double rate, uint64_t seed);

// The times of a trace, in microseconds and ascending, `speed` times as fast; `speed` is above 0.
std::unique_ptr<CallTimes> MakeTraceTimes(std::vector<int64_t> offsets_us, double speed);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_ARRIVALS_H_
