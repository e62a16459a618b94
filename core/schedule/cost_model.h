// Cost model: predicts the computing time of tokens from past measurements.
#ifndef TXTSENTRY_CORE_SCHEDULE_COST_MODEL_H_
#define TXTSENTRY_CORE_SCHEDULE_COST_MODEL_H_

#include <cstdint>

#include "core/base/clock.h"

namespace txtsentry::schedule {

// Tokens per microsecond of one busy worker. Measurements decay with busy time: one that is
// kMemoryUs of busy time old has the weight 1/e. Thread-compatible.
class CostModel {
 public:
  // Busy time after which a measurement has decayed to 1/e.
  static constexpr double kMemoryUs = 500'000;
  // Minimum busy time before the model predicts.
  static constexpr double kLearnUs = 20'000;

  // Records that a worker computed `tokens` in `busy_us`.
  void Observe(int64_t tokens, base::TimeUs busy_us);

  // True once the model has enough data to predict.
  bool knows() const { return seen_us_ >= kLearnUs; }

  // Rate of one worker; 0 until knows().
  double tokens_per_us() const { return knows() ? tokens_ / busy_us_ : 0; }

  // Predicted time of `workers` (>= 1) workers for `tokens`; 0 until knows().
  base::TimeUs PredictUs(int64_t tokens, int workers) const;

 private:
  double tokens_ = 0;
  double busy_us_ = 0;
  double seen_us_ = 0;  // At most kLearnUs; never decays.
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_COST_MODEL_H_
