// Whole-file reading and writing with errors that name the file, the limit and the cause.
#ifndef TXTSENTRY_CORE_BASE_FILE_H_
#define TXTSENTRY_CORE_BASE_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace txtsentry::base {

// The bytes of a regular file. NotFound when there is none, FailedPrecondition when it is not a
// regular file, cannot be opened or is larger than `bytes_max`, DataLoss when reading it fails.
absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t bytes_max);

// Writes `path` through a temporary file beside it, fsync and rename: a reader sees the old bytes
// or the new ones and never a part. On failure the old file is untouched and the temporary is
// removed.
absl::Status WriteFileAtomically(const std::string& path, std::string_view bytes);

// Removes a file; one that is not there is not an error.
absl::Status RemoveFile(const std::string& path);

// Creates a folder and its parents; a folder that exists is not an error.
absl::Status MakeFolder(const std::string& path);

bool IsFolder(const std::string& path);
bool FileExists(const std::string& path);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_FILE_H_
