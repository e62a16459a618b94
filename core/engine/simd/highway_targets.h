// Which of Highway's targets the kernels are compiled for, and a way to visit them all. A file that
// is compiled once a target includes this before hwy/foreach_target.h.
#ifndef TXTSENTRY_CORE_ENGINE_SIMD_HIGHWAY_TARGETS_H_
#define TXTSENTRY_CORE_ENGINE_SIMD_HIGHWAY_TARGETS_H_

// Scalable vectors cannot stand in arrays, as the kernels' registers do; processors that have SVE
// have NEON too.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)

#include <cstdint>
#include <functional>
#include <vector>

namespace txtsentry::engine {

// Calls `visit` with each target in turn; HWY_DYNAMIC_DISPATCH goes to that target meanwhile. Give
// it hwy::SupportedAndGeneratedTargets(), which is each file's own. Thread-safe: the choice of
// target is the whole process's, so that one visit waits for another.
void ForEachTarget(const std::vector<int64_t>& targets, const std::function<void(int64_t)>& visit);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_HIGHWAY_TARGETS_H_
