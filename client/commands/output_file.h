// Where the scored events go: standard output, or a file that appears only when it is complete.
#ifndef TXTSENTRY_CLIENT_COMMANDS_OUTPUT_FILE_H_
#define TXTSENTRY_CLIENT_COMMANDS_OUTPUT_FILE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace txtsentry::client {

// One thread only.
class OutputFile {
 public:
  // Standard output for an empty path. A file is written as `path`.part and renamed by Commit,
  // unless `path` is there and no regular file (a device, a pipe), which is written in place.
  // FailedPrecondition when it cannot be created.
  static absl::StatusOr<std::unique_ptr<OutputFile>> Open(const std::string& path);

  // Removes a .part that was neither committed nor kept.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // Errors of these: Aborted when the reader of a pipe went away, DataLoss with the cause for the
  // rest, a full disk among it. After the first error there is only that error.
  absl::Status Write(std::string_view bytes);  // Buffered.
  absl::Status Flush();
  absl::Status Commit();

  // For a run that ends early: flushes, and leaves the .part where it is.
  absl::Status Keep();

  // The file being written: "standard output", the path itself or its .part.
  const std::string& name() const { return name_; }
  bool is_partial() const { return partial_; }

 private:
  OutputFile(int fd, std::string path, std::string name, bool partial);

  absl::Status FailedTo(std::string_view what);

  const int fd_;
  const std::string path_;
  const std::string name_;
  bool partial_;  // name_ is a .part that is still ours to remove.
  std::string buffer_;
  absl::Status failure_;
};

// Opens, writes and commits.
absl::Status WriteOutput(const std::string& path, std::string_view content);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_OUTPUT_FILE_H_
