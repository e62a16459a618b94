// The CPU engine: float32 on the processor's vector unit (lstm_kernel.h), row by row in lanes that
// are refilled as rows end.
#ifndef TXTSENTRY_CORE_ENGINE_SIMD_SIMD_ENGINE_H_
#define TXTSENTRY_CORE_ENGINE_SIMD_SIMD_ENGINE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/engine/engine.h"
#include "core/model/weights.h"

namespace txtsentry::engine {

// How far int16 may be from fp32, in probability, on every row of the sample.
inline constexpr float kInt16Bound = 2e-3f;

struct SimdOptions {
  // One of lstm_kernel.h's names; empty: TXTSENTRY_KERNEL where that is set, else the best.
  std::string kernel;

  // "fp32": probabilities within 2e-6 of the reference's, but for about one string in five
  // thousand, on which rounding to float32 anywhere weighs more (5e-6 seen). "int16": the recurrent
  // product in 16-bit integers, 1.6 times as fast on AVX-512 with VNNI; it is scored beside fp32 on
  // `sample` first.
  std::string precision = "fp32";
  std::vector<std::vector<int32_t>> sample;  // Token ids of some texts; int16 needs one.
};

// InvalidArgument for a kernel or a precision that there is not, and what model::Validate says of
// the weights; FailedPrecondition when this processor has no kernel of the precision, or when on
// the sample a probability is off by more than kInt16Bound; the message says by how much.
absl::StatusOr<std::unique_ptr<Engine>> MakeSimdEngine(const model::Weights& weights,
                                                       const SimdOptions& options = {});

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_SIMD_ENGINE_H_
