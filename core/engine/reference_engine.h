// The engine that defines correct: the equations of model/weights.h as plain loops in double.
//
// Its error against exact arithmetic is below 1e-12, so what separates another engine from it is
// that engine's own rounding. Every row is computed by itself with sums in a fixed order: a row's
// logit is the same to the last bit alone, in any batch and at any place in it.
#ifndef TXTSENTRY_CORE_ENGINE_REFERENCE_ENGINE_H_
#define TXTSENTRY_CORE_ENGINE_REFERENCE_ENGINE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "core/engine/engine.h"
#include "core/model/weights.h"

namespace txtsentry::engine {

// Copies what it needs of `weights`, in double: 8 x 4H bytes a vocabulary row (20 MB for the
// notebook's sizes), since the product of w_ih with an embedding row, and both biases, are worked
// out once a vocabulary row at load. An error when the weights are not valid.
absl::StatusOr<std::unique_ptr<Engine>> MakeReferenceEngine(const model::Weights& weights);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_REFERENCE_ENGINE_H_
