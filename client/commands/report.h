// What the commands say on standard error, and the exit codes that go with it.
#ifndef TXTSENTRY_CLIENT_COMMANDS_REPORT_H_
#define TXTSENTRY_CLIENT_COMMANDS_REPORT_H_

#include <string>

#include "absl/status/status.h"

namespace txtsentry::client {

void WriteToStderr(const std::string& text);

// "txtsentry: MESSAGE". A message can quote what a server said, so it is escaped.
void Complain(const std::string& message);

// kExitUnreachable for what a server, or the way to it, is at fault for; else kExitBadInput.
int ExitCodeOfScorer(const absl::Status& status);

// Of standard output: COLUMNS, the terminal's own, or 100.
int TerminalColumns();

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_REPORT_H_
