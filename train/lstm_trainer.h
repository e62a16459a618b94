// Training of the notebook's architecture (core/model/weights.h) with LibTorch.
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
  // The ids of a training row as epoch `epoch` (from 1) sees it; an empty answer means as it is. It
  // must depend on nothing else, or a resumed training is another one. May be empty.
  std::function<std::vector<int32_t>(int64_t row, int epoch)> vary;
};

struct BatchReport {
  int epoch = 0;  // From 1.
  int epochs = 0;
  int64_t batches_done = 0;  // Of the epoch.
  int64_t batches = 0;
  double training_loss = 0;      // Mean over the epoch's rows so far, while the weights move.
  double tokens_per_second = 0;  // Since this process began the epoch.
  double seconds_left = 0;       // Estimate for the rest of all epochs.
};

struct EpochReport {
  int epoch = 0;  // From 1.
  int epochs = 0;
  double training_loss = 0;    // Mean over the epoch's rows, while the weights moved.
  double validation_loss = 0;  // Mean after the epoch.
  bool best = false;           // The lowest validation loss so far.
};

struct TrainerOptions {
  uint64_t seed = 1;
  int epochs = 6;
  int rows_per_batch = 64;
  double learning_rate = 3e-3;  // Of the first epoch; each later epoch multiplies it by 0.7.
  int threads = 1;
  float class_weights[2] = {1, 1};  // Of a row of label 0 and of label 1 in the loss.
  int patience = 2;                 // Epochs without a lower validation loss before stopping early.
  std::string checkpoint_path;      // Written after each epoch and on a stop; empty: none.
  const model::Weights* init = nullptr;  // Weights to begin with. Borrowed; null: random ones.
  std::string resume_path;               // A checkpoint to go on from; empty: start anew.
  // Set to true (from a signal handler, say) to stop after the current batch. Borrowed; may be
  // null.
  const std::atomic<bool>* stop = nullptr;
  // Called after each batch and after each epoch, from the calling thread; may be empty.
  std::function<void(const BatchReport&)> report_batch;
  std::function<void(const EpochReport&)> report_epoch;
};

struct TrainingResult {
  model::Weights weights;  // Of the epoch with the lowest validation loss.
  int epochs_run = 0;
  int best_epoch = 0;  // 0 when a stop came before the first epoch ended.
  double validation_loss = 0;
  bool stopped = false;  // `stop` was set; the checkpoint continues from there.
};

// Embedding 64 (row 0 fixed at zero), LSTM 64, one output; Adam; binary cross-entropy with
// class weights; gradients cut to norm 1. The order of the batches follows from seed and epoch, so
// that a training that was stopped and resumed takes the same steps as one that was not: with one
// thread the weights are the same to the last bit. InvalidArgument for options or rows out of
// range; FailedPrecondition when a checkpoint is of other data or options; DataLoss when it cannot
// be read; Internal for an error of LibTorch.
absl::StatusOr<TrainingResult> TrainLstm(const TrainingData& data, const TrainerOptions& options);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_LSTM_TRAINER_H_
