// A model as the program holds it: configuration, weights and vocabulary, checked and immutable.
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

// What model.json says beside the sizes, which the weights carry themselves.
struct ModelInfo {
  std::string name;        // For example "txtsentry-default".
  std::string version;     // For example "1".
  double threshold = 0.5;  // A row is suspicious when probability >= threshold.
  std::string provenance;  // Free text: where the weights come from.
  std::string sha256;      // Of the weights file, 64 hex digits; names the model in results.
};

// tokens[id] is the n-gram of an id. tokens[0] is "<pad>", tokens[1] "<unk>"; the size equals
// weights.vocabulary_rows and no token stands twice.
struct Model {
  ModelInfo info;
  Weights weights;
  std::vector<std::string> tokens;
  std::vector<GoldenRecord> golden;  // What the model's scores are held against; may be empty.
};

// "name@version+0123456789ab", the last part the head of the weights' sha256: what results carry.
std::string DisplayName(const ModelInfo& info);

// FailedPrecondition, naming the field, when a text cannot be a model's name or version: these go
// into metric labels, headers and one-line logs, so 1..200 bytes of UTF-8 without control
// characters.
absl::Status CheckLabel(const char* field, std::string_view text);

// FailedPrecondition or DataLoss, naming the field, when the model breaks what is said above.
absl::Status Validate(const Model& model);

// Loads a model from either of two kinds of folder:
//   a bundle: model.json, weights.safetensors, vocab.tsv and, where model.json names it,
//     golden.tsv (every sha256 in model.json is checked);
//   the notebook's pair: one *.pt and one vocab.pkl, in the same folder.
// NotFound when the folder has neither; FailedPrecondition or DataLoss with the file, the field and
// the offset when a file is not what it should be, marked with the gate (load_gate.h) where that is
// a checksum or a value that is not finite. Nothing in a file is ever executed.
absl::StatusOr<Model> LoadModel(const std::string& folder);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_MODEL_H_
