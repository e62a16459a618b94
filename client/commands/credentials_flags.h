// The flags of every command that calls a server: how it shows who it is.
#ifndef TXTSENTRY_CLIENT_COMMANDS_CREDENTIALS_FLAGS_H_
#define TXTSENTRY_CLIENT_COMMANDS_CREDENTIALS_FLAGS_H_

#include <CLI/CLI.hpp>

#include "client/credentials_options.h"

namespace txtsentry::client {

// Adds them to `command`; they need `server`. `options` outlives the parsing.
void AddCredentialsOptions(CLI::App& command, CLI::Option* server, CredentialsOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_CREDENTIALS_FLAGS_H_
