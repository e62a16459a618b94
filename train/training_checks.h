// What is checked before a training starts or goes on.
#ifndef TXTSENTRY_TRAIN_TRAINING_CHECKS_H_
#define TXTSENTRY_TRAIN_TRAINING_CHECKS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "train/lstm_trainer.h"

namespace txtsentry::train {

// InvalidArgument when an option is not positive, a split has no rows, or a row is empty or has an
// id out of range.
absl::Status CheckTraining(const TrainingData& data, const TrainerOptions& options);

// Stands for everything beside the weights that a checkpoint must agree on: data, seed, batch size
// and learning rate. With others the steps would be those of another training. Signed, as archives
// keep integers.
int64_t Fingerprint(const TrainingData& data, const TrainerOptions& options);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_TRAINING_CHECKS_H_
