// A model in memory: configuration, weights and vocabulary, validated and immutable.
#ifndef TXTSENTRY_CORE_MODEL_MODEL_H_
#define TXTSENTRY_CORE_MODEL_MODEL_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/model/golden_file.h"
#include "core/model/weights.h"

namespace txtsentry::model {

inline constexpr int kPadId = 0;
inline constexpr int kUnknownId = 1;

// The contents of model.json except the sizes, which the weights contain.
struct ModelInfo {
  std::string name;        // For example "txtsentry-default".
  std::string version;     // For example "1".
  double threshold = 0.5;  // A row is suspicious if probability >= threshold.
  std::string provenance;  // Free text: the origin of the weights.
  std::string sha256;      // Of the weights file, 64 hex digits; identifies the model in results.
};

// tokens[id] is the n-gram of an id. tokens[0] is "<pad>" and tokens[1] is "<unk>". The size equals
// weights.vocabulary_rows, and tokens are distinct.
struct Model {
  ModelInfo info;
  Weights weights;
  std::vector<std::string> tokens;
  std::vector<GoldenRecord> golden;  // Expected scores; may be empty.
};

// Returns "name@version+0123456789ab" for results; the last part is the start of the weights'
// sha256.
std::string DisplayName(const ModelInfo& info);

// Returns FailedPrecondition, naming the field, if the text is not a valid model name or version.
// Both appear in metric labels, headers and one-line log entries, so they must have 1 to 200 bytes
// of UTF-8 without control characters.
absl::Status CheckLabel(const char* field, std::string_view text);

// Returns FailedPrecondition or DataLoss, naming the field, if the model violates the requirements
// above.
absl::Status Validate(const Model& model);

// Loads a model from one of two kinds of folder:
//   a bundle: model.json, weights.safetensors, vocab.tsv and, if model.json names it, golden.tsv
//   (every sha256 in model.json is checked);
//   the notebook's pair: one *.pt and one vocab.pkl, in the same folder.
// Returns NotFound if the folder has neither; FailedPrecondition or DataLoss with the file, the
// field and the offset for an invalid file, marked with the gate (load_gate.h) for a wrong checksum
// or a value that is not finite. Never executes anything from a file.
absl::StatusOr<Model> LoadModel(const std::string& folder);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_MODEL_H_
