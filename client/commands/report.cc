#include "client/commands/report.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "client/commands/score_command.h"
#include "client/formats/terminal_text.h"

namespace txtsentry::client {

void WriteToStderr(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void Complain(const std::string& message) {
  WriteToStderr(absl::StrFormat("txtsentry: %s\n", TerminalText(message, std::string::npos)));
}

int TerminalColumns() {
  constexpr int kColumnsWithoutTerminal = 100;
  constexpr int kColumnsMin = 20;
  int columns = 0;
  const char* variable = std::getenv("COLUMNS");  // NOLINT(concurrency-mt-unsafe): nobody sets it.
  if (variable != nullptr && absl::SimpleAtoi(variable, &columns) && columns >= kColumnsMin) {
    return columns;
  }
  struct winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= kColumnsMin) {
    return size.ws_col;
  }
  return kColumnsWithoutTerminal;
}

int ExitCodeOfScorer(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnimplemented:
      return kExitUnreachable;
    default:
      return kExitBadInput;
  }
}

}  // namespace txtsentry::client
