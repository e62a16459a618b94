// Checks that run before a training starts or resumes.
#ifndef TXTSENTRY_TRAIN_TRAINING_CHECKS_H_
#define TXTSENTRY_TRAIN_TRAINING_CHECKS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "train/lstm_trainer.h"

namespace txtsentry::train {

// Returns InvalidArgument if an option is not positive, a split has no rows, or a row is empty or
// has an id out of range.
absl::Status CheckTraining(const TrainingData& data, const TrainerOptions& options);

// Identifies everything except the weights that a checkpoint must match: data, seed, batch size and
// learning rate. Different values would lead to different training steps. Signed, because archives
// store signed integers.
int64_t Fingerprint(const TrainingData& data, const TrainerOptions& options);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_TRAINING_CHECKS_H_
