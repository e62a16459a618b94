#include "core/schedule/cost_model.h"

#include <algorithm>
#include <cmath>

namespace txtsentry::schedule {

void CostModel::Observe(int64_t tokens, base::TimeUs busy_us) {
  if (busy_us <= 0 && tokens <= 0) return;
  const double us = std::max<double>(0, static_cast<double>(busy_us));
  const double kept = std::exp(-us / kMemoryUs);
  tokens_ = tokens_ * kept + static_cast<double>(tokens);
  busy_us_ = busy_us_ * kept + us;
  seen_us_ = std::min(kLearnUs, seen_us_ + us);
}

base::TimeUs CostModel::PredictUs(int64_t tokens, int workers) const {
  if (!knows() || tokens_ <= 0) return 0;
  const double us = static_cast<double>(tokens) * busy_us_ / (tokens_ * std::max(1, workers));
  return static_cast<base::TimeUs>(us);
}

}  // namespace txtsentry::schedule
