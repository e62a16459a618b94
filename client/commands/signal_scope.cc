#include "client/commands/signal_scope.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace txtsentry::client {
namespace {

// The variables that the handler accesses. Both are lock-free and therefore safe in a handler.
std::atomic<bool> stop_requested_by_signal{false};
std::atomic<int> wake_fd{-1};

void OnInterrupt(int) {
  const int saved_errno = errno;
  stop_requested_by_signal.store(true);
  const char byte = 0;
  // A full pipe is already readable, so a failed write loses nothing.
  [[maybe_unused]] const ssize_t n = ::write(wake_fd.load(), &byte, 1);
  errno = saved_errno;
}

}  // namespace

SignalScope::SignalScope() {
  stop_requested_by_signal.store(false);
  if (::pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) != 0) pipe_[0] = pipe_[1] = -1;
  wake_fd.store(pipe_[1]);
  struct sigaction action = {};
  action.sa_handler = OnInterrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, &old_interrupt_);
  action.sa_handler = SIG_IGN;
  action.sa_flags = 0;
  ::sigaction(SIGPIPE, &action, &old_pipe_);
}

SignalScope::~SignalScope() {
  ::sigaction(SIGINT, &old_interrupt_, nullptr);
  ::sigaction(SIGPIPE, &old_pipe_, nullptr);
  wake_fd.store(-1);
  for (const int fd : pipe_) {
    if (fd >= 0) ::close(fd);
  }
}

bool SignalScope::stop_requested() const { return stop_requested_by_signal.load(); }

}  // namespace txtsentry::client
