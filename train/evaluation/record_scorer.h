// Scores many texts with a model, using the project's own CPU engine.
#ifndef TXTSENTRY_TRAIN_EVALUATION_RECORD_SCORER_H_
#define TXTSENTRY_TRAIN_EVALUATION_RECORD_SCORER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/model/model.h"

namespace txtsentry::train {

// Returns the logit of each text, in order; minus infinity for a text without tokens, whose
// probability is 0. Runs on `threads` (> 0) new threads with the engine simd (core/engine), whose
// probabilities are within about 2e-6 of the reference.
absl::StatusOr<std::vector<float>> ScoreLogits(const model::Model& model,
                                               const std::vector<std::string>& texts, int threads);

// Same, but returns the probabilities.
absl::StatusOr<std::vector<float>> ScoreTexts(const model::Model& model,
                                              const std::vector<std::string>& texts, int threads);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_EVALUATION_RECORD_SCORER_H_
