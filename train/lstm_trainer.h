// Trains the notebook's architecture (core/model/weights.h) with LibTorch.
#ifndef TXTSENTRY_TRAIN_LSTM_TRAINER_H_
#define TXTSENTRY_TRAIN_LSTM_TRAINER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/model/weights.h"

namespace txtsentry::train {

struct TrainingRow {
  std::vector<int32_t> ids;  // At least one, each in [0, vocabulary_rows).
  float label = 0;           // 0 or 1.
};

struct TrainingData {
  std::vector<TrainingRow> training;
  std::vector<TrainingRow> validation;
  int vocabulary_rows = 0;
  // Returns the ids of a training row for epoch `epoch` (from 1); an empty result means unchanged.
  // It must depend only on its arguments; otherwise a resumed training differs. May be empty.
  std::function<std::vector<int32_t>(int64_t row, int epoch)> vary;
};

struct BatchReport {
  int epoch = 0;  // From 1.
  int epochs = 0;
  int64_t batches_done = 0;  // In the current epoch.
  int64_t batches = 0;
  double training_loss = 0;      // Mean over the epoch's rows so far, while the weights change.
  double tokens_per_second = 0;  // Since this process started the epoch.
  double seconds_left = 0;       // Estimated time for all remaining epochs.
};

struct EpochReport {
  int epoch = 0;  // From 1.
  int epochs = 0;
  double training_loss = 0;    // Mean over the epoch's rows, while the weights changed.
  double validation_loss = 0;  // Mean after the epoch.
  bool best = false;           // The lowest validation loss so far.
};

struct TrainerOptions {
  uint64_t seed = 1;
  int epochs = 6;
  int rows_per_batch = 64;
  double learning_rate = 3e-3;  // For the first epoch; each later epoch multiplies it by 0.7.
  int threads = 1;
  float class_weights[2] = {1, 1};  // Loss weights of rows of label 0 and 1.
  int patience = 2;                 // Epochs without a lower validation loss before early stopping.
  std::string checkpoint_path;      // Written after each epoch and on a stop; empty: none.
  const model::Weights* init = nullptr;  // Initial weights. Borrowed; null: random.
  std::string resume_path;               // The checkpoint to resume from; empty: a new training.
  // Set to true, for example by a signal handler, to stop after the current batch. Borrowed; may be
  // null.
  const std::atomic<bool>* stop = nullptr;
  // Called by the calling thread after each batch and after each epoch; may be empty.
  std::function<void(const BatchReport&)> report_batch;
  std::function<void(const EpochReport&)> report_epoch;
};

struct TrainingResult {
  model::Weights weights;  // From the epoch with the lowest validation loss.
  int epochs_run = 0;
  int best_epoch = 0;  // 0 if training stopped before the end of the first epoch.
  double validation_loss = 0;
  bool stopped = false;  // True if `stop` was set; the checkpoint can then be resumed.
};

// Trains a model with embedding 64 (row 0 fixed at zero), LSTM 64 and one output, using Adam,
// binary cross-entropy with class weights, and gradients clipped to norm 1. Seed and epoch
// determine the order of the batches, so a stopped and resumed training takes the same steps as an
// uninterrupted one; with one thread the weights are bit-identical. Returns InvalidArgument for
// options or rows out of range; FailedPrecondition for a checkpoint of other data or options;
// DataLoss if the checkpoint cannot be read; Internal for an error of LibTorch.
absl::StatusOr<TrainingResult> TrainLstm(const TrainingData& data, const TrainerOptions& options);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_LSTM_TRAINER_H_
