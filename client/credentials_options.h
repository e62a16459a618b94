// What a client is given to show who it is, and to know whom it talks to (credentials.h).
#ifndef TXTSENTRY_CLIENT_CREDENTIALS_OPTIONS_H_
#define TXTSENTRY_CLIENT_CREDENTIALS_OPTIONS_H_

#include <string>

namespace txtsentry::client {

struct CredentialsOptions {
  std::string tls_ca;            // PEM: who issues servers' certificates. Empty: no TLS.
  std::string tls_cert;          // PEM: the client's certificate and its issuers; may be empty.
  std::string tls_key;           // PEM: its private key.
  std::string tls_server_name;   // In the server's certificate; empty: the target's host.
  std::string token_file;        // The first word of the file is sent with each call.
  bool plaintext_token = false;  // Also without TLS, and not only to this machine.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_CREDENTIALS_OPTIONS_H_
