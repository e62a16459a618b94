// Command-line flags for a client's credentials, shared by all commands that call a server.
#ifndef TXTSENTRY_CLIENT_COMMANDS_CREDENTIALS_FLAGS_H_
#define TXTSENTRY_CLIENT_COMMANDS_CREDENTIALS_FLAGS_H_

#include <CLI/CLI.hpp>

#include "client/credentials_options.h"

namespace txtsentry::client {

// Adds the flags to `command`; they require `server`. `options` must outlive the parsing.
void AddCredentialsOptions(CLI::App& command, CLI::Option* server, CredentialsOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_CREDENTIALS_FLAGS_H_
