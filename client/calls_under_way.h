// Counts outstanding calls, so that their owner can wait for the last one before it is destroyed.
#ifndef TXTSENTRY_CLIENT_CALLS_UNDER_WAY_H_
#define TXTSENTRY_CLIENT_CALLS_UNDER_WAY_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"

namespace txtsentry::client {

// Thread-safe. The destructor waits until every Begin has its End.
class CallsUnderWay {
 public:
  CallsUnderWay() = default;
  ~CallsUnderWay() {
    const base::MutexLock lock(mu_);
    while (calls_ > 0) none_left_.Wait(mu_);
  }
  CallsUnderWay(const CallsUnderWay&) = delete;
  CallsUnderWay& operator=(const CallsUnderWay&) = delete;

  void Begin() {
    const base::MutexLock lock(mu_);
    ++calls_;
  }
  void End() {
    // Notify under the lock: the waiter may destroy this object as soon as it holds the lock.
    const base::MutexLock lock(mu_);
    if (--calls_ == 0) none_left_.NotifyAll();
  }

 private:
  base::Mutex mu_;
  base::CondVar none_left_;
  int64_t calls_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_CALLS_UNDER_WAY_H_
