#include "client/classify_stream.h"

#include <grpcpp/client_context.h>

#include <deque>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "client/method_path.h"
#include "client/status_from_grpc.h"
#include "core/base/mutex.h"

namespace txtsentry::client {
namespace {

using MessageReactor = grpc::ClientBidiReactor<v1::ClassifyRequest, v1::ClassifyResponse>;
using RawReactor = grpc::ClientBidiReactor<grpc::ByteBuffer, v1::ClassifyResponse>;

void Begin(v1::TxtClassifier::Stub& stub, grpc::ClientContext& context, MessageReactor& reactor) {
  stub.async()->ClassifyStream(&context, &reactor);
}

void Begin(StreamStub<grpc::ByteBuffer>::Type& stub, grpc::ClientContext& context,
           RawReactor& reactor) {
  // gRPC's interceptors are shown this very string.
  static const std::string* const path = new std::string(MethodPath("ClassifyStream"));
  stub.PrepareBidiStreamingCall(&context, *path, {}, &reactor);
}

}  // namespace

// Thread-safe. Destroyed after End, which waits for OnDone: gRPC knows this object until then.
template <typename Request>
class ClassifyStreamOf<Request>::Reactor final
    : public grpc::ClientBidiReactor<Request, v1::ClassifyResponse> {
 public:
  Reactor(const Options& options, OnResponse on_response)
      : options_(options), on_response_(std::move(on_response)) {}

  void Start(Stub& stub, const Credentials& credentials);
  absl::Status Send(Request request);
  bool TrySend(Request request);
  absl::Status Finish();
  // Finish, of a stream whose answers nobody wants any more unless Finish was called before.
  void End();
  int64_t inflight() const;

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
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

template <typename Request>
void ClassifyStreamOf<Request>::Reactor::Start(Stub& stub, const Credentials& credentials) {
  credentials.AddTo(context_);
  Begin(stub, context_, *this);
  this->AddHold();
  this->StartRead(&response_);
  this->StartCall();
}

template <typename Request>
void ClassifyStreamOf<Request>::Reactor::End() {
  bool closing = false;
  {
    const base::MutexLock lock(mu_);
    closing = closing_;
  }
  if (!closing) context_.TryCancel();
  Finish().IgnoreError();
}

template <typename Request>
absl::Status ClassifyStreamOf<Request>::Reactor::Send(Request request) {
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
bool ClassifyStreamOf<Request>::Reactor::TrySend(Request request) {
  const base::MutexLock lock(mu_);
  if (inflight_ >= options_.inflight_max || closing_ || broken_ || done_) return false;
  QueueLocked(std::move(request));
  return true;
}

template <typename Request>
void ClassifyStreamOf<Request>::Reactor::QueueLocked(Request request) {
  ++inflight_;
  to_write_.push_back(std::move(request));
  WriteNextLocked();
}

template <typename Request>
absl::Status ClassifyStreamOf<Request>::Reactor::Finish() {
  const base::MutexLock lock(mu_);
  if (!closing_) {
    closing_ = true;
    WriteNextLocked();
  }
  while (!done_) changed_.Wait(mu_);
  return status_;
}

template <typename Request>
int64_t ClassifyStreamOf<Request>::Reactor::inflight() const {
  const base::MutexLock lock(mu_);
  return inflight_;
}

// Starting an operation never runs a reaction on this thread, so it is safe under the lock, which
// keeps operations in the order in which they were decided.
template <typename Request>
void ClassifyStreamOf<Request>::Reactor::WriteNextLocked() {
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
void ClassifyStreamOf<Request>::Reactor::ReleaseHoldLocked() {
  if (!std::exchange(holding_, false)) return;
  this->RemoveHold();
}

template <typename Request>
void ClassifyStreamOf<Request>::Reactor::OnWriteDone(bool ok) {
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
void ClassifyStreamOf<Request>::Reactor::OnReadDone(bool ok) {
  if (!ok) {
    const base::MutexLock lock(mu_);
    broken_ = true;
    // A pending write still holds the stream.
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
void ClassifyStreamOf<Request>::Reactor::OnDone(const grpc::Status& status) {
  // Must be before done_ is set: afterwards this object may be destroyed.
  if (options_.on_end) options_.on_end(FromGrpc(status));
  const base::MutexLock lock(mu_);
  status_ = FromGrpc(status);
  done_ = true;
  changed_.NotifyAll();
}

template <typename Request>
ClassifyStreamOf<Request>::ClassifyStreamOf(std::unique_ptr<Reactor> reactor)
    : reactor_(std::move(reactor)) {}

template <typename Request>
ClassifyStreamOf<Request>::~ClassifyStreamOf() {
  reactor_->End();
}

template <typename Request>
std::unique_ptr<ClassifyStreamOf<Request>> ClassifyStreamOf<Request>::Open(
    Stub& stub, const Credentials& credentials, const Options& options, OnResponse on_response) {
  auto reactor = std::make_unique<Reactor>(options, std::move(on_response));
  reactor->Start(stub, credentials);
  return std::unique_ptr<ClassifyStreamOf>(new ClassifyStreamOf(std::move(reactor)));
}

template <typename Request>
absl::Status ClassifyStreamOf<Request>::Send(Request request) {
  return reactor_->Send(std::move(request));
}

template <typename Request>
bool ClassifyStreamOf<Request>::TrySend(Request request) {
  return reactor_->TrySend(std::move(request));
}

template <typename Request>
absl::Status ClassifyStreamOf<Request>::Finish() {
  return reactor_->Finish();
}

template <typename Request>
int64_t ClassifyStreamOf<Request>::inflight() const {
  return reactor_->inflight();
}

template class ClassifyStreamOf<v1::ClassifyRequest>;
template class ClassifyStreamOf<grpc::ByteBuffer>;

}  // namespace txtsentry::client
