// Interrupt from the keyboard as a request to stop, and no signal for a reader that went away.
#ifndef TXTSENTRY_CLIENT_COMMANDS_SIGNAL_SCOPE_H_
#define TXTSENTRY_CLIENT_COMMANDS_SIGNAL_SCOPE_H_

#include <signal.h>

namespace txtsentry::client {

// For its lifetime the first SIGINT only asks to stop, a second one ends the process as ever, and
// SIGPIPE is ignored. One object at a time; one thread only.
class SignalScope {
 public:
  SignalScope();
  ~SignalScope();
  SignalScope(const SignalScope&) = delete;
  SignalScope& operator=(const SignalScope&) = delete;

  bool stop_requested() const;

  // Readable from the first SIGINT on; -1 when the system had no pipe to give.
  int stop_fd() const { return pipe_[0]; }

 private:
  int pipe_[2] = {-1, -1};
  struct sigaction old_interrupt_ = {};
  struct sigaction old_pipe_ = {};
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_SIGNAL_SCOPE_H_
