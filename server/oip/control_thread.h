// The thread that loads and unloads models for callers: apart from gRPC's, since loading takes
// seconds.
#ifndef TXTSENTRY_SERVER_OIP_CONTROL_THREAD_H_
#define TXTSENTRY_SERVER_OIP_CONTROL_THREAD_H_

#include <deque>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "core/base/mutex.h"

namespace txtsentry::server::oip {

// Thread-safe. Tasks run one after another, in the order given.
class ControlThread {
 public:
  // Of tasks that wait beside the one that runs.
  static constexpr int kTasksMax = 16;

  ControlThread();
  // Runs what was taken.
  ~ControlThread();
  ControlThread(const ControlThread&) = delete;
  ControlThread& operator=(const ControlThread&) = delete;

  // ResourceExhausted when kTasksMax wait; then the task is not run.
  absl::Status Submit(std::function<void()> task);

 private:
  void Work();
  std::function<void()> Take();  // Empty at the end.

  base::Mutex mu_;
  base::CondVar changed_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mu_);
  bool stop_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;  // Last: it uses the rest.
};

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_CONTROL_THREAD_H_
