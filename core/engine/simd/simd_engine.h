// The CPU engine: float32 on the processor's vector unit (lstm_kernel.h), with continuous batching:
// lanes are refilled as rows end.
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

// Maximum difference in probability between int16 and fp32 on every sample row.
inline constexpr float kInt16Bound = 2e-3f;

struct SimdOptions {
  // A name of lstm_kernel.h; empty selects TXTSENTRY_KERNEL if it is set, otherwise the best
  // kernel.
  std::string kernel;

  // "fp32": probabilities are within 2e-6 of the reference, except for about one string in five
  // thousand that amplifies float32 rounding (5e-6 observed). "int16": computes the recurrent
  // product in 16-bit integers, 1.6 times as fast on AVX-512 with VNNI; it is first compared with
  // fp32 on `sample`.
  std::string precision = "fp32";
  std::vector<std::vector<int32_t>> sample;  // Token ids of sample texts; required for int16.
};

// Returns InvalidArgument for an unknown kernel or precision, and the errors of model::Validate;
// FailedPrecondition if this processor has no kernel of the precision, or if a probability of the
// sample differs by more than kInt16Bound; the message contains the difference.
absl::StatusOr<std::unique_ptr<Engine>> MakeSimdEngine(const model::Weights& weights,
                                                       const SimdOptions& options = {});

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_SIMD_ENGINE_H_
