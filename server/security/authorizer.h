// Authorizer: decides by bearer token or client certificate whether a caller may make a call.
#ifndef TXTSENTRY_SERVER_SECURITY_AUTHORIZER_H_
#define TXTSENTRY_SERVER_SECURITY_AUTHORIZER_H_

#include <grpcpp/server_context.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/base/clock.h"
#include "server/security/bearer_tokens.h"
#include "server/security/peer_names.h"

namespace txtsentry::server {

struct AuthorizerOptions {
  std::string token_file;               // Empty: tokens are not required.
  std::vector<std::string> admin_sans;  // Certificate names with the scope admin (NameList::Parse).
  bool certificates = true;             // Whether TLS may deliver client certificates.
  // If callers are not authenticated, let everyone make administrative calls.
  bool anonymous_admin = false;
};

// The credentials of a caller.
struct Credentials {
  std::vector<std::string> authorization;  // All values of that header.
  bool certificate = false;                // TLS has verified a client certificate.
  PeerNames names;                         // The names in that certificate.
};

// Thread-safe.
class Authorizer {
 public:
  // `clock` is borrowed and must outlive the authorizer. Returns the errors of BearerTokens::Create
  // and NameList::Parse.
  static absl::StatusOr<std::unique_ptr<Authorizer>> Create(const AuthorizerOptions& options,
                                                            const base::Clock& clock);

  // Returns the caller's name for the log: "token:1a2b3c4d", a name in its certificate, or empty if
  // it was not authenticated. Unauthenticated if a token is required but missing or unknown;
  // PermissionDenied if the caller's scope is below `needed`.
  //
  // With a token file every call needs a token, even with a certificate. Without one, a verified
  // certificate allows reading; if TLS does not ask for certificates, everyone may read.
  absl::StatusOr<std::string> Check(const Credentials& credentials, Scope needed) const;

  // The same for a gRPC call.
  absl::StatusOr<std::string> Check(const grpc::CallbackServerContext& context, Scope needed) const;

 private:
  Authorizer(std::unique_ptr<BearerTokens> tokens, NameList admins,
             const AuthorizerOptions& options)
      : tokens_(std::move(tokens)),
        admins_(std::move(admins)),
        certificates_(options.certificates),
        anonymous_admin_(options.anonymous_admin) {}

  const std::unique_ptr<BearerTokens> tokens_;  // Null: tokens are not required.
  const NameList admins_;
  const bool certificates_;
  const bool anonymous_admin_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_SECURITY_AUTHORIZER_H_
