// The client's end of a ClassifyStream call, with a bounded number of requests under way.
//
// A public header of the library: it includes its siblings by file name alone, so that it reads the
// same here and where it is installed (txtsentry/client/).
#ifndef TXTSENTRY_CLIENT_CLASSIFY_STREAM_H_
#define TXTSENTRY_CLIENT_CLASSIFY_STREAM_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "credentials.h"
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

// Thread-safe. The stub, and so the Client, outlives the stream. `Request` is a v1::ClassifyRequest
// or a grpc::ByteBuffer that holds a serialized one.
//
// The server answers the requests in the order sent, and a request that it cannot answer has its
// reason in ClassifyResponse.error without ending the stream. A stream that breaks is not opened
// again: whoever sent the requests that have no answer sends them on another.
template <typename Request>
class ClassifyStreamOf final {
 public:
  struct Options {
    int64_t inflight_max = 8;  // Maximum number of unanswered requests; Send blocks at this number.
    // Called once, by a gRPC thread, with the stream's status, when no more answers will come. Must
    // not block.
    std::function<void(const absl::Status&)> on_end;
  };
  // Called by a gRPC thread, one call at a time, in the order of the requests. Must not block.
  using OnResponse = std::function<void(v1::ClassifyResponse)>;

  // Client::OpenStream calls it.
  using Stub = typename StreamStub<Request>::Type;
  static std::unique_ptr<ClassifyStreamOf> Open(Stub& stub, const Credentials& credentials,
                                                const Options& options, OnResponse on_response);

  // Finishes the stream, cancelling it when Finish was not called. No callback comes afterwards.
  ~ClassifyStreamOf();
  ClassifyStreamOf(const ClassifyStreamOf&) = delete;
  ClassifyStreamOf& operator=(const ClassifyStreamOf&) = delete;

  // Sends a request; waits while inflight_max are under way, so never call it in OnResponse. Once
  // the stream has ended, the status it ended with, or Unavailable when that was OK: this request
  // was not sent. FailedPrecondition after Finish.
  absl::Status Send(Request request);

  // The same for callers that may not wait, as in OnResponse: false where Send would wait or fail.
  bool TrySend(Request request);

  // Sends no more, waits for the answers under way and returns how the stream ended: OK when the
  // server has answered every request. May be called again.
  absl::Status Finish();

  // Number of unanswered requests; after Finish, of those that will never be answered.
  int64_t inflight() const;

 private:
  class Reactor;  // gRPC's callbacks and what they change.
  explicit ClassifyStreamOf(std::unique_ptr<Reactor> reactor);

  const std::unique_ptr<Reactor> reactor_;
};

extern template class ClassifyStreamOf<v1::ClassifyRequest>;
extern template class ClassifyStreamOf<grpc::ByteBuffer>;

using ClassifyStream = ClassifyStreamOf<v1::ClassifyRequest>;

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_CLASSIFY_STREAM_H_
