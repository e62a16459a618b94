// How a client shows who it is and knows whom it talks to: TLS, a certificate, a bearer token.
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
  // Reads the files, once. InvalidArgument for a file that another needs, and for a token that
  // would go to `target` in the clear; ReadFile's errors.
  static absl::StatusOr<Credentials> Create(const CredentialsOptions& options,
                                            const std::string& target);

  const std::shared_ptr<grpc::ChannelCredentials>& channel() const { return channel_; }

  // What the channel needs beside them.
  void AddTo(grpc::ChannelArguments& arguments) const;
  // What each call needs.
  void AddTo(grpc::ClientContext& context) const;

 private:
  std::shared_ptr<grpc::ChannelCredentials> channel_;
  std::string server_name_;
  std::string authorization_;  // The header's value; empty without a token.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_CREDENTIALS_H_
