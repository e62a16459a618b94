// The client library: unary calls with deadline and retry, and streams (classify_stream.h).
//
//   txtsentry::client::ClientOptions options;
//   options.target = "127.0.0.1:8500";
//   auto client = txtsentry::client::Client::Create(options);
//   if (!client.ok()) return client.status();
//   txtsentry::v1::ClassifyRequest request;
//   request.add_records()->set_text("v=spf1 -all");
//   const auto response = (*client)->Classify(request);
//
// A public header of the library, as are those that it includes by file name alone: so they read
// the same here and where they are installed (txtsentry/client/).
#ifndef TXTSENTRY_CLIENT_CLIENT_H_
#define TXTSENTRY_CLIENT_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "classify_stream.h"
#include "credentials.h"
#include "service_config.h"
#include "txtsentry/v1/classifier.grpc.pb.h"

namespace txtsentry::client {

struct ClientOptions {
  // HOST:PORT, or any gRPC target name: dns:///HOST:PORT, ipv4:ADDRESS:PORT,ADDRESS:PORT
  std::string target;
  CredentialsOptions credentials;
  int64_t deadline_ms = 30'000;          // For one unary call including retries.
  int64_t message_bytes_max = 64 << 20;  // Maximum size of a response.
  RetryOptions retry;
};

// Thread-safe: one Client, which holds one channel, serves all threads of a program.
//
// Retry: gRPC repeats a unary call that fails with UNAVAILABLE or CANCELLED, up to
// retry.attempts_max times and within deadline_ms, over all addresses of the target
// (service_config.h). RESOURCE_EXHAUSTED, which a server under too much load answers, is returned
// to the caller, who should wait before the next call.
class Client {
 public:
  using Done = std::function<void(absl::StatusOr<v1::ClassifyResponse>)>;

  // Does not connect yet. Returns InvalidArgument if an option is out of bounds, and the errors of
  // Credentials::Create.
  static absl::StatusOr<std::unique_ptr<Client>> Create(const ClientOptions& options);

  // Each blocks until the call is over. Errors of a call: the server's status; Unavailable when it
  // cannot be reached, DeadlineExceeded when the deadline has passed. The error of one record is in
  // its Result (FromRpc of status_from_grpc.h makes it a Status); the call succeeds then.
  absl::StatusOr<v1::ClassifyResponse> Classify(const v1::ClassifyRequest& request);
  absl::StatusOr<v1::ExplainResponse> Explain(const v1::ExplainRequest& request);
  absl::StatusOr<v1::GetModelResponse> GetModel();

  // `done` is called once, by a gRPC thread; it must not block and must not destroy the client. The
  // client must outlive the call, which ends when `done` is called.
  void ClassifyAsync(v1::ClassifyRequest request, Done done);

  // Opens a stream; see ClassifyStream. There is no deadline and no retry: requests that are
  // unanswered when the stream ends can be sent again on another stream.
  std::unique_ptr<ClassifyStream> OpenStream(const ClassifyStream::Options& options,
                                             ClassifyStream::OnResponse on_response);

 private:
  Client(const ClientOptions& options, Credentials credentials);

  // Sets the deadline and the credentials.
  void Prepare(grpc::ClientContext& context) const;

  const ClientOptions options_;
  const Credentials credentials_;
  const std::unique_ptr<v1::TxtClassifier::Stub> stub_;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_CLIENT_H_
