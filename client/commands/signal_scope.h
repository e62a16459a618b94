// Turns SIGINT into a stop request and ignores SIGPIPE.
#ifndef TXTSENTRY_CLIENT_COMMANDS_SIGNAL_SCOPE_H_
#define TXTSENTRY_CLIENT_COMMANDS_SIGNAL_SCOPE_H_

#include <signal.h>

namespace txtsentry::client {

// During its lifetime the first SIGINT only requests a stop, a second one terminates the process as
// usual, and SIGPIPE is ignored. Only one object may exist at a time. Not thread-safe.
class SignalScope {
 public:
  SignalScope();
  ~SignalScope();
  SignalScope(const SignalScope&) = delete;
  SignalScope& operator=(const SignalScope&) = delete;

  bool stop_requested() const;

  // Readable after the first SIGINT; -1 if the pipe could not be created.
  int stop_fd() const { return pipe_[0]; }

 private:
  int pipe_[2] = {-1, -1};
  struct sigaction old_interrupt_ = {};
  struct sigaction old_pipe_ = {};
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_SIGNAL_SCOPE_H_
