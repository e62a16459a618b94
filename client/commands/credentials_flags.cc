#include "client/commands/credentials_flags.h"

namespace txtsentry::client {

void AddCredentialsOptions(CLI::App& command, CLI::Option* server, CredentialsOptions& options) {
  const auto file = [&command, server](const char* name, std::string& value, const char* help) {
    command.add_option(name, value, help)->needs(server)->option_text("FILE");
  };
  file("--tls-ca", options.tls_ca, "With --server: use TLS and trust the authorities in FILE");
  file("--tls-cert", options.tls_cert, "With --tls-ca: client certificate");
  file("--tls-key", options.tls_key, "With --tls-cert: private key of the client certificate");
  command
      .add_option("--tls-server-name", options.tls_server_name,
                  "With --tls-ca: expected name in the server certificate; default: the host")
      ->needs(server)
      ->option_text("NAME");
  file("--token-file", options.token_file, "With --server: file with the bearer token to send");
  command
      .add_flag("--plaintext-token", options.plaintext_token,
                "Send the token without TLS even to another machine")
      ->needs(server);
}

}  // namespace txtsentry::client
