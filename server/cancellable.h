// A call to the classifier that can be cancelled from another thread, even before the classifier
// has said which number it has.
#ifndef TXTSENTRY_SERVER_CANCELLABLE_H_
#define TXTSENTRY_SERVER_CANCELLABLE_H_

#include <cstdint>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"
#include "server/model_host.h"

namespace txtsentry::server {

// Thread-safe. Holds the model, so that a cancellation never comes to one that has gone.
class Cancellable {
 public:
  explicit Cancellable(ServedModelPtr served) : served_(std::move(served)) {}

  const ServedModelPtr& served() const { return served_; }

  // Says which call this is.
  void Accepted(int64_t number) {
    if (NoteNumber(number)) served_->classifier->Cancel(number);
  }

  void Cancel() {
    const int64_t number = NoteCancelled();
    if (number != 0) served_->classifier->Cancel(number);
  }

 private:
  // Records the number; true when the call had been cancelled before.
  bool NoteNumber(int64_t number) {
    const base::MutexLock lock(mu_);
    number_ = number;
    return cancelled_;
  }
  int64_t NoteCancelled() {
    const base::MutexLock lock(mu_);
    cancelled_ = true;
    return number_;
  }

  const ServedModelPtr served_;
  base::Mutex mu_;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  int64_t number_ ABSL_GUARDED_BY(mu_) = 0;  // 0 until accepted.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_CANCELLABLE_H_
