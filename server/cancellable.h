// A call to the classifier that can be cancelled from another thread, even before the classifier
// has said which number it has.
#ifndef TXTSENTRY_SERVER_CANCELLABLE_H_
#define TXTSENTRY_SERVER_CANCELLABLE_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"
#include "core/classify/classifier.h"

namespace txtsentry::server {

// Thread-safe. `classifier` is borrowed and outlives it.
class Cancellable {
 public:
  explicit Cancellable(classify::Classifier& classifier) : classifier_(classifier) {}

  // Says which call this is.
  void Accepted(int64_t number) {
    if (NoteNumber(number)) classifier_.Cancel(number);
  }

  void Cancel() {
    const int64_t number = NoteCancelled();
    if (number != 0) classifier_.Cancel(number);
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

  classify::Classifier& classifier_;
  base::Mutex mu_;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  int64_t number_ ABSL_GUARDED_BY(mu_) = 0;  // 0 until accepted.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_CANCELLABLE_H_
