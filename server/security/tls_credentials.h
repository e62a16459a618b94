// Credentials of a listener: none, TLS, or TLS with client certificates, from files that are
// reloaded when they change.
#ifndef TXTSENTRY_SERVER_SECURITY_TLS_CREDENTIALS_H_
#define TXTSENTRY_SERVER_SECURITY_TLS_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace txtsentry::server {

struct TlsOptions {
  std::string cert;       // PEM: the server's certificate, then its issuers.
  std::string key;        // PEM: the server's private key. Both empty: no TLS.
  std::string client_ca;  // PEM: issuers of client certificates; empty: none requested.
  std::vector<std::string> allow_sans;  // Allowed client names (NameList); empty: any.
  int64_t reload_s = 10;                // Interval for checking the files.

  bool enabled() const { return !cert.empty(); }
};

// InvalidArgument naming the flag if a file is missing that another flag needs.
absl::Status ValidateTls(const TlsOptions& options);

// Checks that the key belongs to the first certificate: InvalidArgument if one of them is not PEM
// or they do not match.
absl::Status CheckKeyPair(std::string_view cert_pem, std::string_view key_pem);

// Returns insecure credentials without TLS. Reads the files once, so that the server does not start
// with invalid files: returns the errors of ReadFile and CheckKeyPair. New connections use changed
// files; while a file is missing or not PEM, the old ones stay in use.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsOptions& options);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_SECURITY_TLS_CREDENTIALS_H_
