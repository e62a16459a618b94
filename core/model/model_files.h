// Lists the files of a model's folder, for `model info` and `model verify`.
#ifndef TXTSENTRY_CORE_MODEL_MODEL_FILES_H_
#define TXTSENTRY_CORE_MODEL_MODEL_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::model {

struct ModelFile {
  std::string name;
  int64_t bytes = 0;
  std::string sha256;  // 64 lower-case hex digits.
};

// Lists the files of a bundle (with golden.tsv if present) or the two files of the notebook's pair.
// Errors as LoadModel if a file is missing or unreadable. Does not parse the files.
absl::StatusOr<std::vector<ModelFile>> ListModelFiles(const std::string& folder);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_MODEL_FILES_H_
