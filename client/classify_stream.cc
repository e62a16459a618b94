#include "client/classify_stream.h"

#include <string>
#include <utility>

#include "client/method_path.h"
#include "client/status_from_grpc.h"

namespace txtsentry::client {

namespace {

using Reactor = grpc::ClientBidiReactor<v1::ClassifyRequest, v1::ClassifyResponse>;
using RawReactor = grpc::ClientBidiReactor<grpc::ByteBuffer, v1::ClassifyResponse>;

void Begin(v1::TxtClassifier::Stub& stub, grpc::ClientContext& context, Reactor& reactor) {
  stub.async()->ClassifyStream(&context, &reactor);
}

void Begin(StreamStub<grpc::ByteBuffer>::Type& stub, grpc::ClientContext& context,
           RawReactor& reactor) {
  // gRPC's interceptors are shown this very string.
  static const std::string* const path = new std::string(MethodPath("ClassifyStream"));
  stub.PrepareBidiStreamingCall(&context, *path, {}, &reactor);
}

}  // namespace

template <typename Request>
std::unique_ptr<ClassifyStreamOf<Request>> ClassifyStreamOf<Request>::Open(
    Stub& stub, const Credentials& credentials, const Options& options, OnResponse on_response) {
  std::unique_ptr<ClassifyStreamOf> stream(new ClassifyStreamOf(options, std::move(on_response)));
  credentials.AddTo(stream->context_);
  Begin(stub, stream->context_, *stream);
  stream->AddHold();
  stream->StartRead(&stream->response_);
  stream->StartCall();
  return stream;
}

template <typename Request>
ClassifyStreamOf<Request>::~ClassifyStreamOf() {
  bool closing = false;
  {
    const base::MutexLock lock(mu_);
    closing = closing_;
  }
  if (!closing) context_.TryCancel();
  Finish().IgnoreError();
}

template <typename Request>
absl::Status ClassifyStreamOf<Request>::Send(Request request) {
  const base::MutexLock lock(mu_);
  while (inflight_ >= options_.inflight_max && !broken_ && !done_) changed_.Wait(mu_);
  if (closing_) return absl::FailedPreconditionError("Send after Finish");
  if (broken_ || done_) {
    while (!done_) changed_.Wait(mu_);
    return status_.ok() ? absl::UnavailableError("the server has ended the stream") : status_;
  }
  QueueLocked(std::move(request));
  return absl::OkStatus();
}

template <typename Request>
bool ClassifyStreamOf<Request>::TrySend(Request request) {
  const base::MutexLock lock(mu_);
  if (inflight_ >= options_.inflight_max || closing_ || broken_ || done_) return false;
  QueueLocked(std::move(request));
  return true;
}

template <typename Request>
void ClassifyStreamOf<Request>::QueueLocked(Request request) {
  ++inflight_;
  to_write_.push_back(std::move(request));
  WriteNextLocked();
}

template <typename Request>
absl::Status ClassifyStreamOf<Request>::Finish() {
  const base::MutexLock lock(mu_);
  if (!closing_) {
    closing_ = true;
    WriteNextLocked();
  }
  while (!done_) changed_.Wait(mu_);
  return status_;
}

template <typename Request>
int64_t ClassifyStreamOf<Request>::inflight() const {
  const base::MutexLock lock(mu_);
  return inflight_;
}

// Starting an operation never runs a reaction on this thread, so it may be done under the lock,
// which keeps the operations in the order in which they were decided.
template <typename Request>
void ClassifyStreamOf<Request>::WriteNextLocked() {
  if (writing_ || broken_ || done_) return;
  if (!to_write_.empty()) {
    writing_ = true;
    this->StartWrite(&to_write_.front());
  } else if (closing_ && holding_) {
    this->StartWritesDone();
    ReleaseHoldLocked();
  }
}

template <typename Request>
void ClassifyStreamOf<Request>::ReleaseHoldLocked() {
  if (!std::exchange(holding_, false)) return;
  this->RemoveHold();
}

template <typename Request>
void ClassifyStreamOf<Request>::OnWriteDone(bool ok) {
  const base::MutexLock lock(mu_);
  writing_ = false;
  to_write_.pop_front();
  if (!ok) {
    broken_ = true;
    ReleaseHoldLocked();
  }
  WriteNextLocked();
  changed_.NotifyAll();
}

template <typename Request>
void ClassifyStreamOf<Request>::OnReadDone(bool ok) {
  if (!ok) {
    const base::MutexLock lock(mu_);
    broken_ = true;
    // A write that is under way still holds the stream itself.
    ReleaseHoldLocked();
    changed_.NotifyAll();
    return;
  }
  v1::ClassifyResponse response = std::move(response_);
  response_.Clear();
  on_response_(std::move(response));
  const base::MutexLock lock(mu_);
  --inflight_;
  changed_.NotifyAll();
  this->StartRead(&response_);
}

template <typename Request>
void ClassifyStreamOf<Request>::OnDone(const grpc::Status& status) {
  // Before done_ is set: from then on this object may go.
  if (options_.on_end) options_.on_end(FromGrpc(status));
  const base::MutexLock lock(mu_);
  status_ = FromGrpc(status);
  done_ = true;
  changed_.NotifyAll();
}

template class ClassifyStreamOf<v1::ClassifyRequest>;
template class ClassifyStreamOf<grpc::ByteBuffer>;

}  // namespace txtsentry::client
