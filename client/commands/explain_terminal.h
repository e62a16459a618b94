// Formats an explanation for a terminal.
#ifndef TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_TERMINAL_H_
#define TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_TERMINAL_H_

#include <string>

#include "client/explainer.h"

namespace txtsentry::client {

// With colour: ANSI escapes of the 256-colour palette, red for characters that raise the score,
// blue for those that lower it. Without colour: a line of markers under each line of text.
// Everything else is printable ASCII, so that no record can control the terminal. Lines of text
// have at most `columns` columns; `columns` must be at least 20.
std::string ExplainForTerminal(const RecordExplanation& explanation, bool colour, int columns);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_TERMINAL_H_
