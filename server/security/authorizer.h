// Who may make which call: bearer tokens, client certificates, and what each of them opens.
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
  std::string token_file;               // Empty: no token is asked for.
  std::vector<std::string> admin_sans;  // Names of certificates that may do all (NameList::Parse).
  bool certificates = true;             // Whether callers may have shown one.
  bool anonymous_admin = false;         // Where nobody is asked who he is: anybody may do all.
};

// What a caller showed.
struct Credentials {
  std::vector<std::string> authorization;  // Every header of that name.
  bool certificate = false;                // A client certificate that TLS has verified...
  PeerNames names;                         // ...and its names.
};

// Thread-safe.
class Authorizer {
 public:
  // `clock` is borrowed and outlives the authorizer. Fails as BearerTokens::Create and
  // NameList::Parse do.
  static absl::StatusOr<std::unique_ptr<Authorizer>> Create(const AuthorizerOptions& options,
                                                            const base::Clock& clock);

  // The caller's name for the log: "token:1a2b3c4d", a name of its certificate, or empty for one
  // who did not have to say. Unauthenticated when a token is asked for and there is none, or it is
  // not known; PermissionDenied when the caller's scope is less than `needed`.
  //
  // With a token file every call needs a token, whatever the certificate. Without one a verified
  // certificate is enough to read, and so is nothing at all where TLS asks for none.
  absl::StatusOr<std::string> Check(const Credentials& credentials, Scope needed) const;

  // The same for a call.
  absl::StatusOr<std::string> Check(const grpc::CallbackServerContext& context, Scope needed) const;

 private:
  Authorizer(std::unique_ptr<BearerTokens> tokens, NameList admins,
             const AuthorizerOptions& options)
      : tokens_(std::move(tokens)),
        admins_(std::move(admins)),
        certificates_(options.certificates),
        anonymous_admin_(options.anonymous_admin) {}

  const std::unique_ptr<BearerTokens> tokens_;  // Null: no token is asked for.
  const NameList admins_;
  const bool certificates_;
  const bool anonymous_admin_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_SECURITY_AUTHORIZER_H_
