#include "server/security/authorizer.h"

#include <grpc/grpc_security_constants.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "core/base/status.h"

namespace txtsentry::server {
namespace {

constexpr char kHeader[] = "authorization";
constexpr char kScheme[] = "bearer ";

// The token in `Bearer TOKEN`; the scheme is case-insensitive (RFC 9110 11.1).
absl::StatusOr<std::string_view> BearerToken(const std::vector<std::string>& authorization) {
  if (authorization.size() != 1) {
    return absl::UnauthenticatedError(absl::StrFormat(
        "authorization headers=%d: send one, \"Bearer TOKEN\"", authorization.size()));
  }
  const std::string_view header = authorization[0];
  const std::string_view scheme = kScheme;
  if (absl::AsciiStrToLower(std::string(header.substr(0, scheme.size()))) != scheme) {
    return absl::UnauthenticatedError("the authorization header is not \"Bearer TOKEN\"");
  }
  return header.substr(scheme.size());
}

std::vector<std::string> Property(const grpc::AuthContext& context, const char* name) {
  std::vector<std::string> values;
  for (const grpc::string_ref& value : context.FindPropertyValues(name)) {
    values.emplace_back(value.data(), value.size());
  }
  return values;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Authorizer>> Authorizer::Create(const AuthorizerOptions& options,
                                                               const base::Clock& clock) {
  std::unique_ptr<BearerTokens> tokens;
  if (!options.token_file.empty()) {
    TXTSENTRY_ASSIGN_OR_RETURN(tokens, BearerTokens::Create(options.token_file, clock));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(NameList admins, NameList::Parse(options.admin_sans));
  return std::unique_ptr<Authorizer>(new Authorizer(std::move(tokens), std::move(admins), options));
}

absl::StatusOr<std::string> Authorizer::Check(const Credentials& credentials, Scope needed) const {
  if (needed == Scope::kNone) return std::string();
  std::string name(credentials.names.First());
  Scope scope = Scope::kRead;
  if (tokens_ != nullptr) {
    TXTSENTRY_ASSIGN_OR_RETURN(const std::string_view token,
                               BearerToken(credentials.authorization));
    const TokenSet::Match match = tokens_->Find(token);
    if (match.scope == Scope::kNone) {
      return absl::UnauthenticatedError("the bearer token is not known");
    }
    scope = match.scope;
    name = match.name;
  } else if (!credentials.certificate && anonymous_admin_) {
    scope = Scope::kAdmin;
  }
  if (credentials.certificate && admins_.Matches(credentials.names)) scope = Scope::kAdmin;
  if (scope < needed) {
    return absl::PermissionDeniedError("this call needs the scope admin; the caller may read");
  }
  return name;
}

absl::StatusOr<std::string> Authorizer::Check(const grpc::CallbackServerContext& context,
                                              Scope needed) const {
  Credentials credentials;
  if (tokens_ != nullptr) {
    const auto [begin, end] = context.client_metadata().equal_range(kHeader);
    for (auto it = begin; it != end; ++it) {
      credentials.authorization.emplace_back(it->second.data(), it->second.size());
    }
  }
  // Only on demand: gRPC builds the context again for each call that asks.
  const auto peer = certificates_ ? context.auth_context() : nullptr;
  if (peer != nullptr && peer->IsPeerAuthenticated()) {
    credentials.certificate = true;
    credentials.names = {Property(*peer, GRPC_PEER_URI_PROPERTY_NAME),
                         Property(*peer, GRPC_PEER_DNS_PROPERTY_NAME),
                         Property(*peer, GRPC_PEER_EMAIL_PROPERTY_NAME),
                         Property(*peer, GRPC_PEER_IP_PROPERTY_NAME)};
  }
  return Check(credentials, needed);
}

}  // namespace txtsentry::server
