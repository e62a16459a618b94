// Thread pool of the HTTP port with a bounded queue.
#ifndef TXTSENTRY_SERVER_HTTP_BOUNDED_WORKERS_H_
#define TXTSENTRY_SERVER_HTTP_BOUNDED_WORKERS_H_

#include <httplib.h>

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"

namespace txtsentry::server {

// The library's own pool has an unbounded queue. With this one the accepting thread waits, so that
// excess connections stay in the kernel's queue and are refused there. Thread-safe.
class BoundedWorkers final : public httplib::TaskQueue {
 public:
  BoundedWorkers(int threads, size_t waiting_max);
  ~BoundedWorkers() override = default;

  void enqueue(std::function<void()> work) override;
  // Runs the queued tasks, then ends the threads. Called once, when nothing is enqueued any more.
  void shutdown() override;

 private:
  void Work();

  const size_t waiting_max_;

  base::Mutex mu_;
  base::CondVar changed_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mu_);
  bool stop_ ABSL_GUARDED_BY(mu_) = false;

  std::vector<std::thread> threads_;  // Last member: the threads use the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_HTTP_BOUNDED_WORKERS_H_
