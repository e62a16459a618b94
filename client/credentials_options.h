// Options for a client's credentials (credentials.h).
#ifndef TXTSENTRY_CLIENT_CREDENTIALS_OPTIONS_H_
#define TXTSENTRY_CLIENT_CREDENTIALS_OPTIONS_H_

#include <string>

namespace txtsentry::client {

struct CredentialsOptions {
  std::string tls_ca;            // PEM: issuers of server certificates. Empty: no TLS.
  std::string tls_cert;          // PEM: the client's certificate and its issuers; may be empty.
  std::string tls_key;           // PEM: the client's private key.
  std::string tls_server_name;   // Name in the server's certificate; empty: the target's host.
  std::string token_file;        // File whose first word is sent with each call.
  bool plaintext_token = false;  // Allow sending the token to remote hosts without TLS.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_CREDENTIALS_OPTIONS_H_
