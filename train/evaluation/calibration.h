// Calibrates a trained model with one temperature.
#ifndef TXTSENTRY_TRAIN_EVALUATION_CALIBRATION_H_
#define TXTSENTRY_TRAIN_EVALUATION_CALIBRATION_H_

#include <vector>

#include "core/model/weights.h"
#include "train/evaluation/metrics.h"

namespace txtsentry::train {

// Returns the T in [0.05, 20] for which sigmoid(logit / T) has the lowest mean cross-entropy over
// `rows`, whose scores are logits (Guo et al. 2017, "On Calibration of Modern Neural Networks",
// section 4.2, for two classes). Returns 1 if a class is missing, because there is then no minimum.
double FitTemperature(const std::vector<Scored>& rows);

// Divides the last layer by the temperature, so that the model's logits are divided by it and its
// architecture does not change.
void FoldTemperature(double temperature, model::Weights& weights);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_EVALUATION_CALIBRATION_H_
