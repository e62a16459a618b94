#include "core/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_format.h"

namespace txtsentry::base {
namespace {

std::string ErrnoText() { return std::generic_category().message(errno); }

// Closes a file descriptor when it goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

absl::Status WriteAll(int fd, const std::string& path, std::string_view bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      return absl::DataLossError(absl::StrFormat("%s: write failed after %d of %d bytes: %s", path,
                                                 done, bytes.size(), ErrnoText()));
    }
    done += static_cast<size_t>(n);
  }
  if (::fsync(fd) != 0) {
    return absl::DataLossError(absl::StrFormat("%s: fsync failed: %s", path, ErrnoText()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t bytes_max) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) {
    if (errno == ENOENT) return absl::NotFoundError(absl::StrFormat("%s: no such file", path));
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: cannot be opened: %s", path, ErrnoText()));
  }
  struct stat info = {};
  if (::fstat(fd.get(), &info) != 0) {
    return absl::DataLossError(absl::StrFormat("%s: stat failed: %s", path, ErrnoText()));
  }
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError(absl::StrFormat("%s: is not a regular file", path));
  }
  if (info.st_size > bytes_max) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: bytes=%d exceeds bytes_max=%d", path, info.st_size, bytes_max));
  }
  std::string bytes(static_cast<size_t>(info.st_size), '\0');
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::read(fd.get(), bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      return absl::DataLossError(
          absl::StrFormat("%s: read failed at offset %d: %s", path, done, ErrnoText()));
    }
    if (n == 0) {
      return absl::DataLossError(absl::StrFormat("%s: ended at offset %d of %d while being read",
                                                 path, done, bytes.size()));
    }
    done += static_cast<size_t>(n);
  }
  return bytes;
}

absl::Status WriteFileAtomically(const std::string& path, std::string_view bytes) {
  const std::string temporary = absl::StrFormat("%s.tmp.%d", path, ::getpid());
  absl::Status status;
  {
    const Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (fd.get() < 0) {
      return absl::FailedPreconditionError(
          absl::StrFormat("%s: cannot be created: %s", temporary, ErrnoText()));
    }
    status = WriteAll(fd.get(), temporary, bytes);
  }
  if (status.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) {
    status = absl::DataLossError(
        absl::StrFormat("%s: cannot be renamed to %s: %s", temporary, path, ErrnoText()));
  }
  if (!status.ok()) ::unlink(temporary.c_str());
  return status;
}

absl::Status RemoveFile(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrFormat("%s: cannot be removed: %s", path, ErrnoText()));
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: cannot be created: %s", path, error.message()));
  }
  return absl::OkStatus();
}

bool IsFolder(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

bool FileExists(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

}  // namespace txtsentry::base
