#include "client/commands/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

constexpr size_t kBufferBytes = size_t{64} * 1024;

}  // namespace

OutputFile::OutputFile(int fd, std::string path, std::string name, bool partial)
    : fd_(fd), path_(std::move(path)), name_(std::move(name)), partial_(partial) {}

OutputFile::~OutputFile() {
  if (fd_ != STDOUT_FILENO) ::close(fd_);
  if (partial_) ::unlink(name_.c_str());
}

absl::Status OutputFile::FailedTo(std::string_view what) {
  const int error = errno;
  const std::string message =
      absl::StrFormat("%s: %s failed: %s", name_, what, std::generic_category().message(error));
  failure_ = error == EPIPE ? absl::AbortedError(message) : absl::DataLossError(message);
  buffer_.clear();
  return failure_;
}

absl::StatusOr<std::unique_ptr<OutputFile>> OutputFile::Open(const std::string& path) {
  if (path.empty()) {
    return std::unique_ptr<OutputFile>(
        new OutputFile(STDOUT_FILENO, path, "standard output", /*partial=*/false));
  }
  struct stat info = {};
  const bool in_place = ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
  const std::string name = in_place ? path : path + ".part";
  const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: cannot be created: %s", name, std::generic_category().message(errno)));
  }
  return std::unique_ptr<OutputFile>(new OutputFile(fd, path, name, !in_place));
}

absl::Status OutputFile::Write(std::string_view bytes) {
  TXTSENTRY_RETURN_IF_ERROR(failure_);
  buffer_ += bytes;
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : Flush();
}

absl::Status OutputFile::Flush() {
  TXTSENTRY_RETURN_IF_ERROR(failure_);
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t n = ::write(fd_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FailedTo("write");
    rest.remove_prefix(static_cast<size_t>(n));
  }
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status OutputFile::Commit() {
  TXTSENTRY_RETURN_IF_ERROR(Flush());
  if (!partial_) return absl::OkStatus();
  if (::fsync(fd_) != 0) return FailedTo("fsync");
  if (std::rename(name_.c_str(), path_.c_str()) != 0) {
    return FailedTo(absl::StrFormat("rename to %s", path_));
  }
  partial_ = false;
  return absl::OkStatus();
}

absl::Status OutputFile::Keep() {
  TXTSENTRY_RETURN_IF_ERROR(Flush());
  partial_ = false;
  return absl::OkStatus();
}

absl::Status WriteOutput(const std::string& path, std::string_view content) {
  TXTSENTRY_ASSIGN_OR_RETURN(const auto file, OutputFile::Open(path));
  TXTSENTRY_RETURN_IF_ERROR(file->Write(content));
  return file->Commit();
}

}  // namespace txtsentry::client
