#include "server/oip/control_thread.h"

#include <pthread.h>

#include <utility>

#include "absl/strings/str_format.h"

namespace txtsentry::server::oip {

ControlThread::ControlThread() : thread_([this] { Work(); }) {
  pthread_setname_np(thread_.native_handle(), "model-control");
}

ControlThread::~ControlThread() {
  {
    const base::MutexLock lock(mu_);
    stop_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

absl::Status ControlThread::Submit(std::function<void()> task) {
  const base::MutexLock lock(mu_);
  if (waiting_.size() >= kTasksMax) {
    return absl::ResourceExhaustedError(
        absl::StrFormat("waiting model calls=%d reach %d", waiting_.size(), kTasksMax));
  }
  waiting_.push_back(std::move(task));
  changed_.NotifyOne();
  return absl::OkStatus();
}

std::function<void()> ControlThread::Take() {
  const base::MutexLock lock(mu_);
  while (waiting_.empty() && !stop_) changed_.Wait(mu_);
  if (waiting_.empty()) return nullptr;
  auto task = std::move(waiting_.front());
  waiting_.pop_front();
  return task;
}

void ControlThread::Work() {
  while (const auto task = Take()) task();
}

}  // namespace txtsentry::server::oip
