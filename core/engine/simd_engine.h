// The CPU engine: float32 on the processor's vector unit (lstm_kernel.h), row by row in lanes that
// are refilled as rows end.
#ifndef TXTSENTRY_CORE_ENGINE_SIMD_ENGINE_H_
#define TXTSENTRY_CORE_ENGINE_SIMD_ENGINE_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/engine/engine.h"
#include "core/model/weights.h"

namespace txtsentry::engine {

// `kernel` is one of lstm_kernel.h's names, or empty for TXTSENTRY_KERNEL where that is set and the
// best otherwise. Probabilities are within 2e-6 of the reference's. InvalidArgument for a kernel
// that this processor does not run, and what model::Validate says of the weights.
absl::StatusOr<std::unique_ptr<Engine>> MakeSimdEngine(const model::Weights& weights,
                                                       std::string_view kernel = "");

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_ENGINE_H_
