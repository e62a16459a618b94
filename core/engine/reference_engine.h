// The reference engine: computes the equations of model/weights.h with plain loops in double.
//
// Its error against exact arithmetic is below 1e-12, so the difference of another engine is that
// engine's own rounding error. Each row is computed separately with sums in a fixed order: a row's
// logit is bit-identical in any batch and at any position.
#ifndef TXTSENTRY_CORE_ENGINE_REFERENCE_ENGINE_H_
#define TXTSENTRY_CORE_ENGINE_REFERENCE_ENGINE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "core/engine/engine.h"
#include "core/model/weights.h"

namespace txtsentry::engine {

// Copies the needed weights in double: 8 x 4H bytes per vocabulary row (20 MB for the notebook's
// sizes), because the product of w_ih with each embedding row, plus both biases, is precomputed.
// Returns an error if the weights are not valid.
absl::StatusOr<std::unique_ptr<Engine>> MakeReferenceEngine(const model::Weights& weights);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_REFERENCE_ENGINE_H_
