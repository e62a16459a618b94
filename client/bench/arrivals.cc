#include "client/bench/arrivals.h"

#include <cmath>
#include <utility>

#include "core/base/random.h"

namespace txtsentry::client {
namespace {

constexpr double kUsASecond = 1e6;

class ConstantArrivals final : public CallTimes {
 public:
  explicit ConstantArrivals(double rate) : rate_(rate) {}

  // Computed from the call's number, so rounding errors do not accumulate.
  base::TimeUs NextUs() override {
    return std::llround(static_cast<double>(calls_++) * kUsASecond / rate_);
  }

 private:
  const double rate_;
  int64_t calls_ = 0;
};

class PoissonArrivals final : public CallTimes {
 public:
  PoissonArrivals(double rate, uint64_t seed) : rate_(rate), random_(seed) {}

  base::TimeUs NextUs() override {
    us_ -= std::log1p(-random_.Uniform()) * kUsASecond / rate_;
    return std::llround(us_);
  }

 private:
  const double rate_;
  base::Random random_;
  double us_ = 0;
};

class TraceTimes final : public CallTimes {
 public:
  TraceTimes(std::vector<int64_t> offsets_us, double speed)
      : offsets_us_(std::move(offsets_us)), speed_(speed) {}

  base::TimeUs NextUs() override {
    if (next_ == offsets_us_.size()) return base::kNever;
    return std::llround(static_cast<double>(offsets_us_[next_++]) / speed_);
  }

 private:
  const std::vector<int64_t> offsets_us_;
  const double speed_;
  size_t next_ = 0;
};

}  // namespace

std::unique_ptr<CallTimes> MakeArrivals(Arrivals arrivals, double rate, uint64_t seed) {
  if (arrivals == Arrivals::kConstant) return std::make_unique<ConstantArrivals>(rate);
  return std::make_unique<PoissonArrivals>(rate, seed);
}

std::unique_ptr<CallTimes> MakeTraceTimes(std::vector<int64_t> offsets_us, double speed) {
  return std::make_unique<TraceTimes>(std::move(offsets_us), speed);
}

}  // namespace txtsentry::client
