// The client side of a ClassifyStream call, with a bounded number of outstanding requests.
#ifndef TXTSENTRY_CLIENT_CLASSIFY_STREAM_H_
#define TXTSENTRY_CLIENT_CLASSIFY_STREAM_H_

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "client/credentials.h"
#include "core/base/mutex.h"
#include "txtsentry/v1/classifier.grpc.pb.h"

namespace txtsentry::client {

// The stub method that opens a stream for a request type.
template <typename Request>
struct StreamStub;
template <>
struct StreamStub<v1::ClassifyRequest> {
  using Type = v1::TxtClassifier::Stub;
};
template <>
struct StreamStub<grpc::ByteBuffer> {
  using Type = grpc::TemplatedGenericStub<grpc::ByteBuffer, v1::ClassifyResponse>;
};

// Thread-safe. The stub, and therefore the Client, must outlive the stream. `Request` is a
// v1::ClassifyRequest or a grpc::ByteBuffer that contains a serialized one.
template <typename Request>
class ClassifyStreamOf final : public grpc::ClientBidiReactor<Request, v1::ClassifyResponse> {
 public:
  struct Options {
    int64_t inflight_max = 8;  // Maximum number of unanswered requests; Send blocks at this number.
    // Called once, by a gRPC thread, with the stream's status, when no more answers will come. Must
    // not block.
    std::function<void(const absl::Status&)> on_end;
  };
  // Called by a gRPC thread, one call at a time, in the order of the requests. Must not block.
  using OnResponse = std::function<void(v1::ClassifyResponse)>;

  using Stub = typename StreamStub<Request>::Type;
  static std::unique_ptr<ClassifyStreamOf> Open(Stub& stub, const Credentials& credentials,
                                                const Options& options, OnResponse on_response);

  // Finishes the stream; cancels it if Finish was not called.
  ~ClassifyStreamOf() override;

  // Sends a request; blocks while inflight_max requests are outstanding. After the stream has
  // ended, returns its status, or Unavailable if that was OK; the request was then not sent.
  absl::Status Send(Request request);

  // Like Send, for callers that must not block, such as OnResponse: returns false if Send would
  // block or fail.
  bool TrySend(Request request);

  // Stops sending, waits for outstanding answers and returns the stream's status.
  absl::Status Finish();

  // Number of unanswered requests; after Finish, of those that will never be answered.
  int64_t inflight() const;

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  ClassifyStreamOf(const Options& options, OnResponse on_response)
      : options_(options), on_response_(std::move(on_response)) {}

  void QueueLocked(Request request) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void WriteNextLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ReleaseHoldLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Options options_;
  const OnResponse on_response_;
  grpc::ClientContext context_;
  v1::ClassifyResponse response_;  // Owned by gRPC between StartRead and OnReadDone.

  mutable base::Mutex mu_;
  base::CondVar changed_;
  std::deque<Request> to_write_ ABSL_GUARDED_BY(mu_);  // The front is being written.
  int64_t inflight_ ABSL_GUARDED_BY(mu_) = 0;
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool closing_ ABSL_GUARDED_BY(mu_) = false;  // Finish was called.
  // A read or a write failed; the stream is about to end.
  bool broken_ ABSL_GUARDED_BY(mu_) = false;
  // Keeps gRPC from calling OnDone between our operations.
  bool holding_ ABSL_GUARDED_BY(mu_) = true;
  bool done_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
};

extern template class ClassifyStreamOf<v1::ClassifyRequest>;
extern template class ClassifyStreamOf<grpc::ByteBuffer>;

using ClassifyStream = ClassifyStreamOf<v1::ClassifyRequest>;

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_CLASSIFY_STREAM_H_
