#include "client/classify_stream.h"

#include <utility>

#include "client/status_from_grpc.h"

namespace txtsentry::client {

std::unique_ptr<ClassifyStream> ClassifyStream::Open(v1::TxtClassifier::Stub& stub,
                                                     const Credentials& credentials,
                                                     const Options& options,
                                                     OnResponse on_response) {
  std::unique_ptr<ClassifyStream> stream(new ClassifyStream(options, std::move(on_response)));
  credentials.AddTo(stream->context_);
  stub.async()->ClassifyStream(&stream->context_, stream.get());
  stream->AddHold();
  stream->StartRead(&stream->response_);
  stream->StartCall();
  return stream;
}

ClassifyStream::~ClassifyStream() {
  bool closing = false;
  {
    const base::MutexLock lock(mu_);
    closing = closing_;
  }
  if (!closing) context_.TryCancel();
  Finish().IgnoreError();
}

absl::Status ClassifyStream::Send(v1::ClassifyRequest request) {
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

bool ClassifyStream::TrySend(v1::ClassifyRequest request) {
  const base::MutexLock lock(mu_);
  if (inflight_ >= options_.inflight_max || closing_ || broken_ || done_) return false;
  QueueLocked(std::move(request));
  return true;
}

void ClassifyStream::QueueLocked(v1::ClassifyRequest request) {
  ++inflight_;
  to_write_.push_back(std::move(request));
  WriteNextLocked();
}

absl::Status ClassifyStream::Finish() {
  const base::MutexLock lock(mu_);
  if (!closing_) {
    closing_ = true;
    WriteNextLocked();
  }
  while (!done_) changed_.Wait(mu_);
  return status_;
}

int64_t ClassifyStream::inflight() const {
  const base::MutexLock lock(mu_);
  return inflight_;
}

// Starting an operation never runs a reaction on this thread, so it may be done under the lock,
// which keeps the operations in the order in which they were decided.
void ClassifyStream::WriteNextLocked() {
  if (writing_ || broken_ || done_) return;
  if (!to_write_.empty()) {
    writing_ = true;
    StartWrite(&to_write_.front());
  } else if (closing_ && holding_) {
    StartWritesDone();
    ReleaseHoldLocked();
  }
}

void ClassifyStream::ReleaseHoldLocked() {
  if (!std::exchange(holding_, false)) return;
  RemoveHold();
}

void ClassifyStream::OnWriteDone(bool ok) {
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

void ClassifyStream::OnReadDone(bool ok) {
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
  StartRead(&response_);
}

void ClassifyStream::OnDone(const grpc::Status& status) {
  // Before done_ is set: from then on this object may go.
  if (options_.on_end) options_.on_end(FromGrpc(status));
  const base::MutexLock lock(mu_);
  status_ = FromGrpc(status);
  done_ = true;
  changed_.NotifyAll();
}

}  // namespace txtsentry::client
