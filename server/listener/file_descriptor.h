// RAII owner of a file descriptor.
#ifndef TXTSENTRY_SERVER_LISTENER_FILE_DESCRIPTOR_H_
#define TXTSENTRY_SERVER_LISTENER_FILE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace txtsentry::server {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) Reset(other.Release());
    return *this;
  }
  ~FileDescriptor() { Reset(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

  // Releases ownership; the caller must close the descriptor.
  int Release() { return std::exchange(fd_, -1); }

  void Reset(int fd = -1) {
    if (fd_ >= 0) close(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_FILE_DESCRIPTOR_H_
