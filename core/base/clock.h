// A clock interface, so that tests control time. Durations are int64 microseconds.
#ifndef TXTSENTRY_CORE_BASE_CLOCK_H_
#define TXTSENTRY_CORE_BASE_CLOCK_H_

#include <chrono>
#include <cstdint>
#include <limits>

namespace txtsentry::base {

// A point in time of a monotonic clock, in microseconds since an arbitrary start.
using TimeUs = int64_t;
inline constexpr TimeUs kNever = std::numeric_limits<TimeUs>::max();

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimeUs NowUs() const = 0;
};

// The system's monotonic clock. Thread-safe.
class SteadyClock final : public Clock {
 public:
  TimeUs NowUs() const override {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_CLOCK_H_
