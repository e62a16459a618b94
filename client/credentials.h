// A client's credentials: TLS, a client certificate, a bearer token.
#ifndef TXTSENTRY_CLIENT_CREDENTIALS_H_
#define TXTSENTRY_CLIENT_CREDENTIALS_H_

#include <grpcpp/client_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "credentials_options.h"

namespace txtsentry::client {

// Thread-safe, and copies share the channel's credentials. Files are read by Create alone: a client
// made before a certificate or a token is renewed keeps the old one.
class Credentials {
 public:
  // Reads the files once. Returns InvalidArgument if a file requires another one that is missing,
  // or if a token would be sent to `target` unencrypted; and ReadFile's errors.
  static absl::StatusOr<Credentials> Create(const CredentialsOptions& options,
                                            const std::string& target);

  const std::shared_ptr<grpc::ChannelCredentials>& channel() const { return channel_; }

  // Adds the channel arguments that the credentials require.
  void AddTo(grpc::ChannelArguments& arguments) const;
  // Adds the metadata that each call requires.
  void AddTo(grpc::ClientContext& context) const;

 private:
  std::shared_ptr<grpc::ChannelCredentials> channel_;
  std::string server_name_;
  std::string authorization_;  // The header's value; empty without a token.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_CREDENTIALS_H_
