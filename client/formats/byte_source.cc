#include "client/formats/byte_source.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"

namespace txtsentry::client {
namespace {

// After a shorter pause in a pipe, a half-full chunk is not sent.
constexpr int kPauseMs = 20;

std::string ErrnoText(int error) { return std::generic_category().message(error); }

class FileSource final : public ByteSource {
 public:
  FileSource(int fd, WaitOptions options) : fd_(fd), options_(std::move(options)) {}
  ~FileSource() override {
    if (fd_ != STDIN_FILENO) ::close(fd_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  absl::StatusOr<size_t> Read(absl::Span<char> buffer) override {
    while (true) {
      if (absl::Status status = WaitUntilReadable(); !status.ok()) return status;
      const ssize_t n = ::read(fd_, buffer.data(), buffer.size());
      if (n >= 0) {
        bytes_read_ += n;
        return static_cast<size_t>(n);
      }
      if (errno != EINTR && errno != EAGAIN) {
        return absl::DataLossError(
            absl::StrFormat("read failed at offset %d: %s", bytes_read_, ErrnoText(errno)));
      }
    }
  }

  int64_t bytes_read() const override { return bytes_read_; }

 private:
  absl::Status WaitUntilReadable() {
    int timeout_ms = kPauseMs;
    while (true) {
      pollfd fds[] = {{fd_, POLLIN, 0}, {options_.stop_fd, POLLIN, 0}};
      const int ready = ::poll(fds, 2, timeout_ms);
      if (ready < 0 && errno != EINTR) {
        return absl::DataLossError(absl::StrFormat("poll failed: %s", ErrnoText(errno)));
      }
      if (ready < 0) continue;
      if (fds[1].revents != 0) return absl::CancelledError("told to stop");
      if (fds[0].revents != 0) return absl::OkStatus();
      if (options_.before_waiting && !options_.before_waiting()) {
        return absl::CancelledError("told to stop");
      }
      timeout_ms = -1;
    }
  }

  const int fd_;
  const WaitOptions options_;
  int64_t bytes_read_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> OpenInput(const std::string& path,
                                                      WaitOptions options) {
  if (path == "-") {
    return DecompressIfGzip(std::make_unique<FileSource>(STDIN_FILENO, std::move(options)));
  }
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) {
    return absl::NotFoundError(absl::StrFormat("%s: no such file", path));
  }
  if (fd < 0) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: cannot be opened: %s", path, ErrnoText(errno)));
  }
  return DecompressIfGzip(std::make_unique<FileSource>(fd, std::move(options)));
}

}  // namespace txtsentry::client
