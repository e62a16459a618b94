// The subcommands of txtsentry-train, without their flags.
#ifndef TXTSENTRY_TRAIN_COMMANDS_H_
#define TXTSENTRY_TRAIN_COMMANDS_H_

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "train/generator.h"

namespace txtsentry::train {

struct GenerateOptions {
  uint64_t seed = 1;
  int64_t rows = 60'000;
  std::string output_path;
  Omissions omissions;
};

// Writes `rows` records in the format of record.h and prints the number of rows of each kind on
// stdout.
absl::Status RunGenerate(const GenerateOptions& options);

struct FitOptions {
  std::vector<std::string> data_paths;  // Labelled files; their rows are combined.
  std::string bundle_folder;
  std::string checkpoint_path;  // Empty: the bundle folder's path with ".checkpoint" appended.
  std::string resume_path;      // Empty: a new training.
  std::string init_folder;      // Initial vocabulary and weights; empty: none.
  std::string name = "txtsentry-default";
  std::string version = "1";
  uint64_t seed = 1;
  int epochs = 6;
  int rows_per_batch = 64;
  double learning_rate = 3e-3;
  int threads = 1;
  int patience = 2;
  // Percentage of the rows of each label that an epoch changes: hostile and unknown rows get a
  // disguise (disguise.h), known rows a mistake (mistakes.h).
  int disguise_percent = 35;
  int mistake_percent = 6;
  bool balance_classes = true;  // Give both classes equal weight in the loss.
  bool calibrate = true;        // Fold the temperature of the validation set into the model.
  int vocabulary_max = 10'000;  // N-grams in the vocabulary, without <pad> and <unk>.
  int text_bytes_max = 700;     // Longer texts are truncated for training.
  const std::atomic<bool>* stop = nullptr;  // Borrowed; may be null.
};

// Trains on labelled files and writes a bundle. Progress lines go to stderr. Returns Aborted if
// `stop` was set; training can then be resumed from the checkpoint, and no bundle is written.
absl::Status RunFit(const FitOptions& options);

struct AverageOptions {
  std::vector<std::string> model_folders;  // At least one.
  std::string bundle_folder;
  std::string name = "txtsentry-default";
  std::string version = "1";
};

// Writes the model whose weights are the means over the given models, which must have the same
// vocabulary: averaging models of one training gives a better model than the last of them (Izmailov
// et al. 2018, "Averaging Weights Leads to Wider Optima and Better Generalization").
absl::Status RunAverage(const AverageOptions& options);

struct EvaluateOptions {
  std::string data_path;
  std::string model_folder;
  std::optional<int> label;  // The label of every record of a collected file (data_file.h).
  std::string against;       // A collected file with the other label; empty: none.
  std::string prefix;        // Prepended to every text of label 1 before scoring.
  std::string
      scores_path;        // Output file with lines "label<TAB>group<TAB>probability"; empty: none.
  std::string unseen_in;  // Skip texts that are in this labelled file; empty: none.
  bool json = false;
  int threads = 1;
};

// Scores a file and prints the report on stdout.
absl::Status RunEvaluate(const EvaluateOptions& options);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_COMMANDS_H_
