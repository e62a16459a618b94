#include "core/model/notebook/notebook_pair.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/status.h"
#include "core/model/bundle.h"
#include "core/model/notebook/torch_file.h"
#include "core/model/vocabulary_file.h"

namespace txtsentry::model {
namespace {

constexpr char kTorchExtension[] = ".pt";

absl::StatusOr<std::vector<std::string>> ListTorchFiles(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  while (!error && entry != std::filesystem::directory_iterator()) {
    if (entry->path().extension() == kTorchExtension) {
      names.push_back(entry->path().filename().string());
    }
    entry.increment(error);
  }
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: cannot be listed: %s", folder, error.message()));
  }
  return names;
}

absl::StatusOr<std::string> TorchFileName(const std::string& pt_name) {
  const std::filesystem::path path(pt_name);
  const std::string name =
      path.extension() == kTorchExtension ? pt_name : pt_name + kTorchExtension;
  if (path.filename() != path || path.stem().empty() || path.stem().string().front() == '.' ||
      name.find('\0') != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrFormat("pt_name='%s' is not a plain file name", absl::CHexEscape(pt_name)));
  }
  return name;
}

}  // namespace

absl::StatusOr<std::string> FindTorchFile(const std::string& folder) {
  TXTSENTRY_ASSIGN_OR_RETURN(const std::vector<std::string> names, ListTorchFiles(folder));
  if (names.empty()) return absl::NotFoundError(absl::StrFormat("%s: has no *.pt", folder));
  if (names.size() > 1) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: has %d *.pt, not one", folder, names.size()));
  }
  return names.front();
}

absl::StatusOr<Model> LoadNotebookPair(const std::string& folder) {
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string pt_name, FindTorchFile(folder));
  const std::string vocabulary_path = folder + "/" + kNotebookVocabularyFile;
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string vocabulary,
                             base::ReadFile(vocabulary_path, kVocabularyFileBytesMax));
  Model model;
  {
    const std::string path = folder + "/" + pt_name;
    TXTSENTRY_ASSIGN_OR_RETURN(const std::string bytes, base::ReadFile(path, kWeightsFileBytesMax));
    TXTSENTRY_ASSIGN_OR_RETURN(model.weights, ParseTorchFile(path, bytes));
    model.info.sha256 = base::Sha256Hex(bytes);
  }
  TXTSENTRY_ASSIGN_OR_RETURN(model.tokens, ParseVocabularyPickle(vocabulary_path, vocabulary));
  model.info.name = std::filesystem::path(pt_name).stem().string();
  model.info.version = "1";
  model.info.provenance = absl::StrFormat("%s, sha256 %s", pt_name, model.info.sha256);
  if (const absl::Status status = Validate(model); !status.ok()) {
    return base::WithPrefix(folder, status);
  }
  return model;
}

absl::Status ExportNotebookPair(const Model& model, const std::string& folder,
                                const std::string& pt_name) {
  TXTSENTRY_RETURN_IF_ERROR(Validate(model));
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string name, TorchFileName(pt_name));
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string torch_file, SerializeTorchFile(model.weights));
  TXTSENTRY_RETURN_IF_ERROR(base::MakeFolder(folder));
  TXTSENTRY_ASSIGN_OR_RETURN(const std::vector<std::string> present, ListTorchFiles(folder));
  for (const std::string& other : present) {
    if (other != name) {
      return absl::FailedPreconditionError(
          absl::StrFormat("%s: already holds another .pt: %s", folder, other));
    }
  }
  TXTSENTRY_RETURN_IF_ERROR(base::WriteFileAtomically(folder + "/" + name, torch_file));
  return base::WriteFileAtomically(folder + "/" + kNotebookVocabularyFile,
                                   SerializeVocabularyPickle(model.tokens));
}

}  // namespace txtsentry::model
