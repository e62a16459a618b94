// How long waiting tokens take, learned while they are computed.
#ifndef TXTSENTRY_CORE_SCHEDULE_COST_MODEL_H_
#define TXTSENTRY_CORE_SCHEDULE_COST_MODEL_H_

#include <cstdint>

#include "core/base/clock.h"

namespace txtsentry::schedule {

// The rate of one busy worker in tokens, as sums over the past that fade with the work done: what
// was seen kMemoryUs of busy time ago counts 1/e. Thread-compatible.
class CostModel {
 public:
  // Busy time after which an observation has faded to 1/e.
  static constexpr double kMemoryUs = 500'000;
  // Nothing is predicted from less busy time than this.
  static constexpr double kLearnUs = 20'000;

  // A worker computed `tokens` in `busy_us` of its time.
  void Observe(int64_t tokens, base::TimeUs busy_us);

  // True once enough was seen.
  bool knows() const { return seen_us_ >= kLearnUs; }

  // Of one worker; 0 until knows().
  double tokens_per_us() const { return knows() ? tokens_ / busy_us_ : 0; }

  // How long `workers` (>= 1) take for `tokens`; 0 until knows().
  base::TimeUs PredictUs(int64_t tokens, int workers) const;

 private:
  double tokens_ = 0;
  double busy_us_ = 0;
  double seen_us_ = 0;  // Up to kLearnUs; never fades.
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_COST_MODEL_H_
