#include "client/credentials.h"

#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "client/loopback.h"
#include "core/base/file.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

constexpr int64_t kFileBytesMax = 1 << 20;

absl::StatusOr<std::string> ReadIfNamed(const std::string& path) {
  return path.empty() ? std::string() : base::ReadFile(path, kFileBytesMax);
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string text, base::ReadFile(path, kFileBytesMax));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  for (const std::string& line : lines) {
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    // As in the server's file, comment lines may precede the token.
    if (!words.empty() && words[0][0] != '#') return words[0];
  }
  return absl::InvalidArgumentError(absl::StrFormat("%s: has no token", path));
}

}  // namespace

absl::StatusOr<Credentials> Credentials::Create(const CredentialsOptions& options,
                                                const std::string& target) {
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    return absl::InvalidArgumentError("tls_cert and tls_key need each other");
  }
  const bool tls = !options.tls_ca.empty();
  if (!tls && !(options.tls_cert.empty() && options.tls_server_name.empty())) {
    return absl::InvalidArgumentError("tls_cert and tls_server_name need tls_ca");
  }
  Credentials credentials;
  credentials.server_name_ = options.tls_server_name;
  if (tls) {
    grpc::SslCredentialsOptions ssl;
    TXTSENTRY_ASSIGN_OR_RETURN(ssl.pem_root_certs, ReadIfNamed(options.tls_ca));
    TXTSENTRY_ASSIGN_OR_RETURN(ssl.pem_cert_chain, ReadIfNamed(options.tls_cert));
    TXTSENTRY_ASSIGN_OR_RETURN(ssl.pem_private_key, ReadIfNamed(options.tls_key));
    credentials.channel_ = grpc::SslCredentials(ssl);
  } else {
    credentials.channel_ = grpc::InsecureChannelCredentials();
  }
  if (options.token_file.empty()) return credentials;
  if (!tls && !options.plaintext_token && !IsLoopbackTarget(target)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("token_file without tls_ca would send the token to %s in the clear; "
                        "plaintext_token allows it",
                        target));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string token, ReadToken(options.token_file));
  credentials.authorization_ = "Bearer " + token;
  return credentials;
}

void Credentials::AddTo(grpc::ChannelArguments& arguments) const {
  if (!server_name_.empty()) arguments.SetSslTargetNameOverride(server_name_);
}

void Credentials::AddTo(grpc::ClientContext& context) const {
  if (!authorization_.empty()) context.AddMetadata("authorization", authorization_);
}

}  // namespace txtsentry::client
