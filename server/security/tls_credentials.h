// The credentials of a listener: none, TLS, or TLS that asks for a client's certificate, from files
// that are read again when they change.
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
  std::string key;        // PEM: its private key. Both empty: no TLS.
  std::string client_ca;  // PEM: who may issue clients' certificates; empty: none is asked for.
  std::vector<std::string> allow_sans;  // Names of which a client has one (NameList); empty: any.
  int64_t reload_s = 10;                // The files are looked at this often.

  bool enabled() const { return !cert.empty(); }
};

// InvalidArgument naming the flag when files are missing that another flag needs.
absl::Status ValidateTls(const TlsOptions& options);

// Whether the key belongs to the first certificate: InvalidArgument when one of them is not PEM, or
// they do not belong together.
absl::Status CheckKeyPair(std::string_view cert_pem, std::string_view key_pem);

// Insecure credentials where TLS is off. Reads the files once itself, so that an error in one is an
// error of the start: ReadFile's, or CheckKeyPair's. Later changes are taken for new connections;
// a file that is missing meanwhile, or no PEM, leaves things as they are.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsOptions& options);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_SECURITY_TLS_CREDENTIALS_H_
