// Messages that have been used and are not needed any more.
#ifndef TXTSENTRY_CLIENT_BENCH_SPARE_MESSAGES_H_
#define TXTSENTRY_CLIENT_BENCH_SPARE_MESSAGES_H_

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"

namespace txtsentry::client {

// A message that is filled again has its parts already, which else are several allocations a record.
// Thread-safe.
template <typename Message>
class SpareMessages {
 public:
  // An empty message.
  Message Take() {
    const base::MutexLock lock(mu_);
    if (spare_.empty()) return {};
    Message message = std::move(spare_.back());
    spare_.pop_back();
    return message;
  }

  void Give(Message message) {
    message.Clear();
    const base::MutexLock lock(mu_);
    spare_.push_back(std::move(message));
  }

 private:
  base::Mutex mu_;
  // As many as were under way together at most.
  std::vector<Message> spare_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_SPARE_MESSAGES_H_
