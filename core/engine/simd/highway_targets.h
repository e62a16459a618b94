// The Highway targets that the kernels are compiled for, and a function that visits all of them. A
// file that is compiled once per target includes this before hwy/foreach_target.h.
#ifndef TXTSENTRY_CORE_ENGINE_SIMD_HIGHWAY_TARGETS_H_
#define TXTSENTRY_CORE_ENGINE_SIMD_HIGHWAY_TARGETS_H_

// Scalable vectors cannot be array elements, which the kernels' register arrays require; processors
// with SVE also have NEON.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)

#include <cstdint>
#include <functional>
#include <vector>

namespace txtsentry::engine {

// Calls `visit` with each target in turn; during the call HWY_DYNAMIC_DISPATCH selects that target.
// `targets` must be hwy::SupportedAndGeneratedTargets(), which differs by file. Thread-safe: the
// target is a process-wide setting, so concurrent visits wait for each other.
void ForEachTarget(const std::vector<int64_t>& targets, const std::function<void(int64_t)>& visit);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_HIGHWAY_TARGETS_H_
