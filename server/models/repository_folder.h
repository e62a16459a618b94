// What lies in a model repository: FOLDER/NAME/VERSION/ with a model in each, and, where a version
// is to run as a shadow, FOLDER/NAME/shadow with its number.
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
  // Names, sizes, times and inodes of the files: another when one has changed.
  std::string fingerprint;
};

struct ModelFolder {
  std::string name;
  std::vector<VersionFolder> versions;  // Highest first.
  int64_t shadow = 0;                   // The version that is a shadow; 0 for none.
  absl::Status status;                  // Of reading it: the shadow file may hold no version.
};

// Every model, by name; one without versions too. Left out are names that begin with a dot, are not
// UTF-8, hold control characters or have more than 200 bytes, and versions that are not a positive
// number in decimal without zeros in front. FailedPrecondition when the folder cannot be listed.
absl::StatusOr<std::vector<ModelFolder>> ListRepository(const std::string& folder);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_REPOSITORY_FOLDER_H_
