// Reads and writes whole files; errors name the file, the limit and the cause.
#ifndef TXTSENTRY_CORE_BASE_FILE_H_
#define TXTSENTRY_CORE_BASE_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace txtsentry::base {

// Returns the contents of a regular file. Returns NotFound if the file does not exist,
// FailedPrecondition if it is not a regular file, cannot be opened or is larger than `bytes_max`,
// and DataLoss if reading fails.
absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t bytes_max);

// Writes a temporary file beside `path`, calls fsync and renames it to `path`, so a reader sees
// either the old or the new contents, never a part. On failure the old file is unchanged and the
// temporary file is removed.
absl::Status WriteFileAtomically(const std::string& path, std::string_view bytes);

// Removes a file; succeeds if the file does not exist.
absl::Status RemoveFile(const std::string& path);

// Creates a folder and its parents; succeeds if the folder exists.
absl::Status MakeFolder(const std::string& path);

bool IsFolder(const std::string& path);
bool FileExists(const std::string& path);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_FILE_H_
