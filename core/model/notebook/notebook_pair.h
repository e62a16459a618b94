// The form of a model that the notebook reads: one .pt of PyTorch and one vocab.pkl, in a folder.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_NOTEBOOK_PAIR_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_NOTEBOOK_PAIR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/model/model.h"

namespace txtsentry::model {

inline constexpr char kNotebookVocabularyFile[] = "vocab.pkl";

// The name of the folder's one *.pt. NotFound when there is none, FailedPrecondition when there
// are several or the folder cannot be listed.
absl::StatusOr<std::string> FindTorchFile(const std::string& folder);

// The name is the .pt's without its ending, the version "1", the threshold the notebook's 0.5, the
// sha256 that of the .pt. Errors as LoadModel.
absl::StatusOr<Model> LoadNotebookPair(const std::string& folder);

// Writes `pt_name` (with or without .pt, no folder in it) and vocab.pkl, creating the folder. What
// is read back is equal bit for bit in every weight and token; name, version, threshold and
// provenance have no place in a pair. InvalidArgument for a name that is not a plain file name;
// FailedPrecondition when the folder already holds another .pt, beside which this one could not be
// loaded; errors of Validate(model) and of writing.
absl::Status ExportNotebookPair(const Model& model, const std::string& folder,
                                const std::string& pt_name);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_NOTEBOOK_PAIR_H_
