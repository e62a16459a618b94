// Lists a model repository: FOLDER/NAME/VERSION/ with a model in each, and optionally
// FOLDER/NAME/shadow with the number of the shadow version.
#ifndef TXTSENTRY_SERVER_MODELS_REPOSITORY_FOLDER_H_
#define TXTSENTRY_SERVER_MODELS_REPOSITORY_FOLDER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace txtsentry::server {

inline constexpr char kShadowFile[] = "shadow";

struct VersionFolder {
  int64_t version = 0;  // At least 1.
  std::string path;
  // Changes with any file's name, size, time or inode.
  std::string fingerprint;
};

struct ModelFolder {
  std::string name;
  std::vector<VersionFolder> versions;  // Highest first.
  int64_t shadow = 0;                   // The shadow version; 0: none.
  absl::Status status;                  // An error if the shadow file holds no valid version.
};

// All models by name, including those without versions. Skips names that begin with a dot, are not
// UTF-8, hold control characters or have more than 200 bytes, and versions that are not positive
// decimal numbers without leading zeros. FailedPrecondition if the folder cannot be listed.
absl::StatusOr<std::vector<ModelFolder>> ListRepository(const std::string& folder);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_REPOSITORY_FOLDER_H_
