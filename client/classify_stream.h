// The client's end of a ClassifyStream call, with a bounded number of requests under way.
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

// What opens a stream of requests of a type.
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

// Thread-safe. The stub, and so the Client, outlives the stream. `Request` is a v1::ClassifyRequest
// or a grpc::ByteBuffer that holds a serialized one.
template <typename Request>
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): nothing derives from it.
class ClassifyStreamOf final : public grpc::ClientBidiReactor<Request, v1::ClassifyResponse> {
 public:
  struct Options {
    int64_t inflight_max = 8;  // Requests sent and not yet answered; Send waits there.
    // Called once, from one of gRPC's threads, when no answer will come any more, with how the
    // stream ended. Must not block.
    std::function<void(const absl::Status&)> on_end;
  };
  // Called from one of gRPC's threads, one at a time, in the order of the requests. Must not block.
  using OnResponse = std::function<void(v1::ClassifyResponse)>;

  using Stub = typename StreamStub<Request>::Type;
  static std::unique_ptr<ClassifyStreamOf> Open(Stub& stub, const Credentials& credentials,
                                                const Options& options, OnResponse on_response);

  // Finishes the stream, cancelling it when Finish was not called.
  ~ClassifyStreamOf() override;

  // Sends a request; waits while inflight_max are under way. Once the stream has ended, the status
  // it ended with, or Unavailable when that was OK: this request was not sent.
  absl::Status Send(Request request);

  // The same for who may not wait, as in OnResponse: false where Send would wait or fail.
  bool TrySend(Request request);

  // Sends no more, waits for the answers under way and returns how the stream ended.
  absl::Status Finish();

  // Requests sent whose answer has not come; after Finish, those that never will.
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
  v1::ClassifyResponse response_;  // gRPC's between StartRead and OnReadDone.

  mutable base::Mutex mu_;
  base::CondVar changed_;
  std::deque<Request> to_write_ ABSL_GUARDED_BY(mu_);  // Front: being written.
  int64_t inflight_ ABSL_GUARDED_BY(mu_) = 0;
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool closing_ ABSL_GUARDED_BY(mu_) = false;  // Finish was called.
  bool broken_ ABSL_GUARDED_BY(mu_) = false;   // A read or a write failed: the end is near.
  bool holding_ ABSL_GUARDED_BY(mu_) = true;   // Keeps gRPC from OnDone between our operations.
  bool done_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
};

extern template class ClassifyStreamOf<v1::ClassifyRequest>;
extern template class ClassifyStreamOf<grpc::ByteBuffer>;

using ClassifyStream = ClassifyStreamOf<v1::ClassifyRequest>;

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_CLASSIFY_STREAM_H_
