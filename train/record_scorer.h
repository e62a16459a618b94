// Scores many texts with a model through the reference engine.
#ifndef TXTSENTRY_TRAIN_RECORD_SCORER_H_
#define TXTSENTRY_TRAIN_RECORD_SCORER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/model/model.h"

namespace txtsentry::train {

// The probability of each text, in order; 0 for a text without tokens. Works on `threads` (> 0)
// threads of its own.
absl::StatusOr<std::vector<float>> ScoreTexts(const model::Model& model,
                                              const std::vector<std::string>& texts, int threads);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_RECORD_SCORER_H_
