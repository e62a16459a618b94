// The notebook's model format: a PyTorch .pt file and vocab.pkl in one folder.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_NOTEBOOK_PAIR_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_NOTEBOOK_PAIR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/model/model.h"

namespace txtsentry::model {

inline constexpr char kNotebookVocabularyFile[] = "vocab.pkl";

// Returns the name of the folder's only *.pt. Returns NotFound if there is none, and
// FailedPrecondition if there are several or the folder cannot be listed.
absl::StatusOr<std::string> FindTorchFile(const std::string& folder);

// The model's name is the .pt's without its extension, its version is "1", its threshold is the
// notebook's 0.5, and its sha256 is that of the .pt. Errors as LoadModel.
absl::StatusOr<Model> LoadNotebookPair(const std::string& folder);

// Writes `pt_name` (with or without .pt, no folder in it) and vocab.pkl, and creates the folder.
// Loading the pair restores every weight and token bit for bit; a pair does not store name,
// version, threshold and provenance. Returns InvalidArgument if the name is not a plain file name;
// FailedPrecondition if the folder already contains another .pt, because the pair could then not be
// loaded; errors of Validate(model) and of writing.
absl::Status ExportNotebookPair(const Model& model, const std::string& folder,
                                const std::string& pt_name);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_NOTEBOOK_PAIR_H_
