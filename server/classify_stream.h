// One ClassifyStream call: requests read ahead up to a bound, answered in the order they came.
#ifndef TXTSENTRY_SERVER_CLASSIFY_STREAM_H_
#define TXTSENTRY_SERVER_CLASSIFY_STREAM_H_

#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"
#include "core/classify/classifier.h"
#include "server/call_context.h"
#include "server/cancellable.h"
#include "server/model_host.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::server {

struct ClassifyStreamOptions {
  int64_t records_max = 1;       // Of one request.
  int64_t requests_max = 1;      // Read and not yet written back; reading stops there.
  batch::JobClass job_class;     // Of each request but for its priority, which the request gives.
  std::function<void()> on_end;  // Called once, when the stream is over.
  std::unique_ptr<CallContext> call;
};

// Thread-safe. Lives until gRPC's OnDone and the last answer of the classifier, whichever is later.
class ClassifyStream final
    : public grpc::ServerBidiReactor<v1::ClassifyRequest, v1::ClassifyResponse>,
      public std::enable_shared_from_this<ClassifyStream> {
 public:
  // `models` is borrowed and outlives the stream. Each request is answered by the default model as
  // it is when the request comes.
  static std::shared_ptr<ClassifyStream> Create(const ModelHost& models,
                                                ClassifyStreamOptions options);

  // Begins to read.
  void Start();

  // Reads no more; ends with UNAVAILABLE once what was read is answered.
  void BeginDrain();

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  // A request's place in the order of answers.
  struct Slot {
    explicit Slot(absl::StatusOr<ServedModelPtr> served) : model(served.status()) {
      if (served.ok()) cancellable = std::make_unique<Cancellable>(*std::move(served));
    }
    absl::Status model;                        // Why there is no model to answer with, or OK.
    std::unique_ptr<Cancellable> cancellable;  // When there is one.
    v1::ClassifyResponse response;
    bool ready = false;
  };
  ClassifyStream(const ModelHost& models, ClassifyStreamOptions options)
      : models_(models), options_(std::move(options)) {}

  void Submit(const std::shared_ptr<Slot>& slot);
  void Ready(const std::shared_ptr<Slot>& slot);
  // Starts whatever the state now allows: a write, a read, the end. Under the lock, so that gRPC
  // sees the operations in the order in which they were decided (a read must not follow the end);
  // starting one never runs a reaction on this thread.
  absl::Status EndLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void AdvanceLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const ModelHost& models_;
  const ClassifyStreamOptions options_;
  std::shared_ptr<ClassifyStream> self_;  // From Create to OnDone: gRPC's share.
  v1::ClassifyRequest request_;           // The reader's while reading_ is true.

  base::Mutex mu_;
  std::deque<std::shared_ptr<Slot>> slots_ ABSL_GUARDED_BY(mu_);  // Oldest first.
  bool reading_ ABSL_GUARDED_BY(mu_) = false;  // From StartRead until request_ is handed on.
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool reads_ended_ ABSL_GUARDED_BY(mu_) = false;  // The client has half-closed or gone.
  bool broken_ ABSL_GUARDED_BY(mu_) = false;       // A write failed or the call was cancelled.
  bool draining_ ABSL_GUARDED_BY(mu_) = false;
  bool finished_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_CLASSIFY_STREAM_H_
