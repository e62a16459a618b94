#include "core/metrics/callback_metrics.h"

#include <cmath>
#include <limits>

namespace txtsentry::metrics {

bool CallbackMetrics::Enter() {
  const base::MutexLock lock(mu_);
  if (withdrawn_) return false;
  ++running_;
  return true;
}

void CallbackMetrics::Leave() {
  const base::MutexLock lock(mu_);
  if (--running_ == 0) idle_.NotifyAll();
}

void CallbackMetrics::Write(TextWriter& writer) {
  std::vector<double> values(descriptions_.size(), std::numeric_limits<double>::quiet_NaN());
  if (!Enter()) return;
  read_(absl::MakeSpan(values));
  Leave();
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    writer.Begin(descriptions_[i]);
    writer.Sample({}, values[i]);
  }
}

bool CallbackMetrics::withdrawn() const {
  const base::MutexLock lock(mu_);
  return withdrawn_;
}

void CallbackMetrics::Withdraw() {
  const base::MutexLock lock(mu_);
  withdrawn_ = true;
  while (running_ > 0) idle_.Wait(mu_);
}

}  // namespace txtsentry::metrics
