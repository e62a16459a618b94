// An explanation for a terminal.
#ifndef TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_TERMINAL_H_
#define TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_TERMINAL_H_

#include <string>

#include "client/explainer.h"

namespace txtsentry::client {

// With colour: ANSI escapes of the 256-colour palette, red for what raises the score, blue for what
// lowers it. Without: a line of marks under each line of text. Beside those escapes all is
// printable ASCII, so that no record can drive the terminal. Lines of text are `columns` wide at
// most, at least 20.
std::string ExplainForTerminal(const RecordExplanation& explanation, bool colour, int columns);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_TERMINAL_H_
