// The subcommands of txtsentry-train, apart from their flags.
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

// Writes `rows` records in the form of record.h and prints the rows of each kind on stdout.
absl::Status RunGenerate(const GenerateOptions& options);

struct FitOptions {
  std::vector<std::string> data_paths;  // Labelled files; their rows are taken together.
  std::string bundle_folder;
  std::string checkpoint_path;  // Empty: the bundle folder's path with ".checkpoint" at the end.
  std::string resume_path;      // Empty: start anew.
  std::string init_folder;      // A model whose vocabulary and weights to begin with; empty: none.
  std::string name = "txtsentry-default";
  std::string version = "1";
  uint64_t seed = 1;
  int epochs = 6;
  int rows_per_batch = 64;
  double learning_rate = 3e-3;
  int threads = 1;
  int patience = 2;
  // Share of the rows of each label that an epoch sees changed: hostile and unknown ones in a
  // disguise (disguise.h), known ones with a mistake (mistakes.h). In percent.
  int disguise_percent = 35;
  int mistake_percent = 6;
  bool balance_classes = true;              // Weigh both classes the same in the loss.
  bool calibrate = true;                    // Fold the validation set's temperature in.
  int vocabulary_max = 10'000;              // N-grams in the vocabulary, beside <pad> and <unk>.
  int text_bytes_max = 700;                 // Longer texts are cut for training.
  const std::atomic<bool>* stop = nullptr;  // Borrowed; may be null.
};

// Trains on a labelled file and writes a bundle. Progress lines go to stderr. Aborted when `stop`
// was set; the checkpoint then continues the training and no bundle is written.
absl::Status RunFit(const FitOptions& options);

struct AverageOptions {
  std::vector<std::string> model_folders;  // At least one.
  std::string bundle_folder;
  std::string name = "txtsentry-default";
  std::string version = "1";
};

// Writes the model whose every weight is the mean over the models given, which must share their
// vocabulary: models along one training do better together than the last of them (Izmailov et al.
// 2018, "Averaging Weights Leads to Wider Optima and Better Generalization").
absl::Status RunAverage(const AverageOptions& options);

struct EvaluateOptions {
  std::string data_path;
  std::string model_folder;
  std::optional<int> label;  // Of every record of a collected file (data_file.h).
  std::string against;       // A collected file of the other label; empty: none.
  std::string prefix;        // Put in front of every text of label 1 before it is scored.
  std::string scores_path;   // Writes "label<TAB>group<TAB>probability" a record; empty: not.
  std::string unseen_in;     // Leave out texts that stand in this labelled file; empty: none.
  bool json = false;
  int threads = 1;
};

// Scores a file and prints the report on stdout.
absl::Status RunEvaluate(const EvaluateOptions& options);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_COMMANDS_H_
