// The command `txtsentry model import|export|info|verify`.
#ifndef TXTSENTRY_CLIENT_COMMANDS_MODEL_COMMAND_H_
#define TXTSENTRY_CLIENT_COMMANDS_MODEL_COMMAND_H_

#include <CLI/CLI.hpp>

namespace txtsentry::client {

// Adds the command to the command line. Its callbacks set `exit_code` to 0, 2 for an invalid name,
// or 3 for a model that cannot be read or written; they print errors on stderr as "txtsentry:
// MESSAGE".
void AddModelCommand(CLI::App& app, int& exit_code);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_MODEL_COMMAND_H_
