// Error messages on standard error, and their exit codes.
#ifndef TXTSENTRY_CLIENT_COMMANDS_REPORT_H_
#define TXTSENTRY_CLIENT_COMMANDS_REPORT_H_

#include <string>

#include "absl/status/status.h"

namespace txtsentry::client {

void WriteToStderr(const std::string& text);

// Writes "txtsentry: MESSAGE". Escapes the message, because it may contain text from a server.
void Complain(const std::string& message);

// Returns kExitUnreachable for errors of a server or of the connection to it; otherwise
// kExitBadInput.
int ExitCodeOfScorer(const absl::Status& status);

// Returns the width of standard output: COLUMNS, the terminal's own width, or 100.
int TerminalColumns();

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_REPORT_H_
