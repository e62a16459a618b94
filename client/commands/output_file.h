// The destination of scored events: standard output, or a file that appears only when it is
// complete.
#ifndef TXTSENTRY_CLIENT_COMMANDS_OUTPUT_FILE_H_
#define TXTSENTRY_CLIENT_COMMANDS_OUTPUT_FILE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace txtsentry::client {

// Not thread-safe.
class OutputFile {
 public:
  // Opens standard output for an empty path. A file is written as `path`.part and renamed by
  // Commit, unless `path` exists and is not a regular file (a device, a pipe); it is then written
  // in place. Returns FailedPrecondition if it cannot be created.
  static absl::StatusOr<std::unique_ptr<OutputFile>> Open(const std::string& path);

  // Removes a .part file that was neither committed nor kept.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // These functions return Aborted if the reader of a pipe has closed it, and DataLoss with the
  // cause for other errors such as a full disk. After the first error they return the same error
  // again.
  absl::Status Write(std::string_view bytes);  // Buffered.
  absl::Status Flush();
  absl::Status Commit();

  // Flushes and keeps the .part file, for a run that ends early.
  absl::Status Keep();

  // Returns the file being written: "standard output", the path itself or its .part.
  const std::string& name() const { return name_; }
  bool is_partial() const { return partial_; }

 private:
  OutputFile(int fd, std::string path, std::string name, bool partial);

  absl::Status FailedTo(std::string_view what);

  const int fd_;
  const std::string path_;
  const std::string name_;
  bool partial_;  // True if name_ is a .part that must be removed.
  std::string buffer_;
  absl::Status failure_;
};

// Opens, writes and commits.
absl::Status WriteOutput(const std::string& path, std::string_view content);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_OUTPUT_FILE_H_
