// Base class of bidirectional streams: reads requests ahead up to a limit and answers them in
// order. The streams of both services derive from it and differ only in their messages.
#ifndef TXTSENTRY_SERVER_GRPC_PIPELINED_STREAM_H_
#define TXTSENTRY_SERVER_GRPC_PIPELINED_STREAM_H_

#include <google/protobuf/arena.h>
#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"
#include "server/grpc/arena_messages.h"
#include "server/grpc/call_context.h"
#include "server/grpc/call_handle.h"
#include "server/grpc/open_streams.h"

namespace txtsentry::server {

// Thread-safe. Lives until gRPC's OnDone and the classifier's last answer, whichever is later.
template <typename Request, typename Response>
class PipelinedStream : public grpc::ServerBidiReactor<Request, Response>,
                        public Drainable,
                        public std::enable_shared_from_this<PipelinedStream<Request, Response>> {
 public:
  // Begins to read. Until OnDone, gRPC holds a reference to the stream.
  void Start() {
    self_ = this->shared_from_this();
    const bool draining = open_.Add(self_);
    const base::MutexLock lock(mu_);
    draining_ = draining_ || draining;
    AdvanceLocked();
  }

  // Stops reading; the stream ends with UNAVAILABLE once the requests it has read are answered.
  void BeginDrain() override {
    const base::MutexLock lock(mu_);
    draining_ = true;
    AdvanceLocked();
  }

  void OnReadDone(bool ok) override {
    const auto slot = std::make_shared<Slot>();
    {
      const base::MutexLock lock(mu_);
      if (!ok) {
        reading_ = false;
        reads_ended_ = true;
        AdvanceLocked();
        return;
      }
      if (finished_) return;
      slots_.push_back(slot);
    }
    // The next read overwrites request_, so reading_ stays true until Submit has used the request.
    Submit(request_, slot);
    const base::MutexLock lock(mu_);
    reading_ = false;
    AdvanceLocked();
  }

  void OnWriteDone(bool ok) override {
    const base::MutexLock lock(mu_);
    writing_ = false;
    slots_.pop_front();
    if (!ok) broken_ = true;
    AdvanceLocked();
  }

  void OnCancel() override {
    std::vector<CallHandle> under_way;
    {
      const base::MutexLock lock(mu_);
      broken_ = true;
      for (const auto& slot : slots_) under_way.push_back(slot->handle);
    }
    for (const CallHandle& handle : under_way) handle.Cancel();
    const base::MutexLock lock(mu_);
    AdvanceLocked();
  }

  void OnDone() override {
    open_.Remove(this);
    // Drops gRPC's reference; answers still in progress hold their own.
    const std::shared_ptr<PipelinedStream> last = std::move(self_);
  }

 protected:
  // The position of a request in the order of answers.
  struct Slot {
    google::protobuf::Arena arena{MessageArenaOptions()};
    // In the arena. Used by Submit and the answer until Ready.
    Response& response = *google::protobuf::Arena::CreateMessage<Response>(&arena);
    CallHandle handle;   // The call that answers the slot, once started. Guarded by mu_.
    bool ready = false;  // Guarded by mu_.
  };

  // `open` is borrowed and must outlive the stream. At most `requests_max` requests are read and
  // not yet written back; reading pauses there.
  PipelinedStream(std::unique_ptr<CallContext> call, OpenStreams& open, int64_t requests_max)
      : call_(std::move(call)), open_(open), requests_max_(requests_max) {}

  // For use by Submit.
  CallContext& call() { return *call_; }

  // Must cause Ready to be called for the slot, by any thread, once its response holds the answer.
  // `request` is valid until Submit returns, and may be modified.
  virtual void Submit(Request& request, const std::shared_ptr<Slot>& slot) = 0;

  // Stores the call that answers a slot, so that cancelling the stream cancels the call.
  void SetCall(Slot& slot, const CallHandle& handle) {
    bool broken = false;
    {
      const base::MutexLock lock(mu_);
      slot.handle = handle;
      broken = broken_;
    }
    // The stream was cancelled before the call was known.
    if (broken) handle.Cancel();
  }

  void Ready(Slot& slot) {
    const base::MutexLock lock(mu_);
    slot.ready = true;
    AdvanceLocked();
  }

 private:
  // Starts the next operations that the state allows: a write, a read or Finish. Called under the
  // lock, so that gRPC sees the operations in the order of the decisions (no read may follow
  // Finish); starting an operation never runs a callback on this thread.
  void AdvanceLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    if (finished_) return;
    // A broken stream cannot be written to: drop ready answers and wait for the others.
    while (broken_ && !writing_ && !slots_.empty() && slots_.front()->ready) slots_.pop_front();
    if (!writing_ && !slots_.empty() && slots_.front()->ready) {
      writing_ = true;
      this->StartWrite(&slots_.front()->response);
    }
    const bool may_read = !reads_ended_ && !broken_ && !draining_;
    if (may_read && !reading_ && static_cast<int64_t>(slots_.size()) < requests_max_) {
      reading_ = true;
      this->StartRead(&request_);
    }
    if (!may_read && slots_.empty()) {
      finished_ = true;
      this->Finish(call_->End(EndLocked()));
    }
  }

  absl::Status EndLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    if (broken_) return absl::CancelledError("the client has gone");
    if (draining_ && !reads_ended_) {
      return absl::UnavailableError("draining: open the stream elsewhere");
    }
    return absl::OkStatus();
  }

  const std::unique_ptr<CallContext> call_;
  OpenStreams& open_;
  const int64_t requests_max_;
  std::shared_ptr<PipelinedStream> self_;  // gRPC's reference, from Start to OnDone.
  Request request_;                        // Used by the reader while reading_ is true.

  base::Mutex mu_;
  std::deque<std::shared_ptr<Slot>> slots_ ABSL_GUARDED_BY(mu_);  // Oldest first.
  bool reading_ ABSL_GUARDED_BY(mu_) = false;  // From StartRead until Submit has used request_.
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool reads_ended_ ABSL_GUARDED_BY(mu_) = false;  // The client half-closed or disconnected.
  bool broken_ ABSL_GUARDED_BY(mu_) = false;       // A write failed or the call was cancelled.
  bool draining_ ABSL_GUARDED_BY(mu_) = false;
  bool finished_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_PIPELINED_STREAM_H_
