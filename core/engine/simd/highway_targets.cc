#include "core/engine/simd/highway_targets.h"

#include "core/base/mutex.h"
#include "hwy/targets.h"

namespace txtsentry::engine {

void ForEachTarget(const std::vector<int64_t>& targets, const std::function<void(int64_t)>& visit) {
  static auto* const mu = new base::Mutex;
  const base::MutexLock lock(*mu);
  for (const int64_t target : targets) {
    hwy::GetChosenTarget().Update(target);
    visit(target);
  }
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace txtsentry::engine
