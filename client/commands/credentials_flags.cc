#include "client/commands/credentials_flags.h"

namespace txtsentry::client {

void AddCredentialsOptions(CLI::App& command, CLI::Option* server, CredentialsOptions& options) {
  const auto file = [&command, server](const char* name, std::string& value, const char* help) {
    command.add_option(name, value, help)->needs(server)->option_text("FILE");
  };
  file("--tls-ca", options.tls_ca, "With --server: TLS, and who issues servers' certificates");
  file("--tls-cert", options.tls_cert, "With --tls-ca: the certificate to show");
  file("--tls-key", options.tls_key, "With --tls-cert: its private key");
  command
      .add_option("--tls-server-name", options.tls_server_name,
                  "With --tls-ca: the name in the server's certificate, if not the host")
      ->needs(server)
      ->option_text("NAME");
  file("--token-file", options.token_file, "With --server: the bearer token to show");
  command
      .add_flag("--plaintext-token", options.plaintext_token,
                "Show it to another machine without TLS, too")
      ->needs(server);
}

}  // namespace txtsentry::client
