#include "core/model/model_files.h"

#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/status.h"
#include "core/model/bundle.h"
#include "core/model/notebook/notebook_pair.h"

namespace txtsentry::model {

absl::StatusOr<std::vector<ModelFile>> ListModelFiles(const std::string& folder) {
  std::vector<std::string> names;
  if (base::FileExists(folder + "/" + kConfigFile)) {
    names = {kConfigFile, kWeightsFile, kVocabularyFile};
    if (base::FileExists(folder + "/" + kGoldenFile)) names.push_back(kGoldenFile);
  } else {
    TXTSENTRY_ASSIGN_OR_RETURN(const std::string pt_name, FindTorchFile(folder));
    names = {pt_name, kNotebookVocabularyFile};
  }
  std::vector<ModelFile> files;
  for (const std::string& name : names) {
    TXTSENTRY_ASSIGN_OR_RETURN(
        const std::string bytes,
        base::ReadFile(absl::StrFormat("%s/%s", folder, name), kWeightsFileBytesMax));
    files.push_back({name, static_cast<int64_t>(bytes.size()), base::Sha256Hex(bytes)});
  }
  return files;
}

}  // namespace txtsentry::model
