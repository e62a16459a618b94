#include "server/http/bounded_workers.h"

#include <pthread.h>

#include <utility>

namespace txtsentry::server {

BoundedWorkers::BoundedWorkers(int threads, size_t waiting_max) : waiting_max_(waiting_max) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

void BoundedWorkers::enqueue(std::function<void()> work) {
  const base::MutexLock lock(mu_);
  while (waiting_.size() >= waiting_max_) changed_.Wait(mu_);
  waiting_.push_back(std::move(work));
  changed_.NotifyAll();
}

void BoundedWorkers::shutdown() {
  {
    const base::MutexLock lock(mu_);
    stop_ = true;
    changed_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

void BoundedWorkers::Work() {
  pthread_setname_np(pthread_self(), "http");
  while (true) {
    std::function<void()> work;
    {
      const base::MutexLock lock(mu_);
      while (waiting_.empty() && !stop_) changed_.Wait(mu_);
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
      changed_.NotifyAll();
    }
    work();
  }
}

}  // namespace txtsentry::server
