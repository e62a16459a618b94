// A call to the classifier that can be cancelled from another thread, even before the classifier
// has said which call it is.
#ifndef TXTSENTRY_SERVER_GRPC_CANCELLABLE_H_
#define TXTSENTRY_SERVER_GRPC_CANCELLABLE_H_

#include <utility>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"
#include "server/models/model_host.h"

namespace txtsentry::server {

// Thread-safe. Holds the model, so that a cancellation never comes to one that has gone.
class Cancellable {
 public:
  explicit Cancellable(ServedModelPtr served) : served_(std::move(served)) {}

  const ServedModelPtr& served() const { return served_; }

  // Says which call this is.
  void Accepted(const pipeline::Classifier::CallRef& call) {
    if (NoteCall(call)) served_->classifier->Cancel(call);
  }

  // Nothing when the call is not known yet: then Accepted cancels it.
  void Cancel() { served_->classifier->Cancel(NoteCancelled()); }

 private:
  // Records the call; true when it had been cancelled before.
  bool NoteCall(const pipeline::Classifier::CallRef& call) {
    const base::MutexLock lock(mu_);
    call_ = call;
    return cancelled_;
  }
  pipeline::Classifier::CallRef NoteCancelled() {
    const base::MutexLock lock(mu_);
    cancelled_ = true;
    return call_;
  }

  const ServedModelPtr served_;
  base::Mutex mu_;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  pipeline::Classifier::CallRef call_ ABSL_GUARDED_BY(mu_);  // Empty until accepted.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_CANCELLABLE_H_
