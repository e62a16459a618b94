// The files that a model's folder is made of, as `model info` and `model verify` list them.
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

// The files of a bundle, golden.tsv where there is one, or the two of the notebook's pair. Errors
// as LoadModel when one is missing or unreadable; what is in them is not looked at.
absl::StatusOr<std::vector<ModelFile>> ListModelFiles(const std::string& folder);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_MODEL_FILES_H_
