// Worker that computes batches of rows on an engine without lanes.
#ifndef TXTSENTRY_CORE_SCHEDULE_BATCH_WORKER_H_
#define TXTSENTRY_CORE_SCHEDULE_BATCH_WORKER_H_

#include <vector>

#include "core/base/clock.h"
#include "core/engine/engine.h"
#include "core/schedule/dispatcher.h"

namespace txtsentry::schedule {

// If the engine fails on a batch, each of its rows is retried alone, so that one bad row does not
// fail the others. Thread-safe.
class BatchWorker {
 public:
  // All arguments are borrowed and must outlive the worker.
  BatchWorker(const engine::Engine& engine, const base::Clock& clock, Dispatcher& dispatcher)
      : engine_(engine), clock_(clock), dispatcher_(dispatcher) {}

  // Computes batches from the dispatcher until it has drained. Only for engines without lanes.
  void Work() const;

  // Computes one row on the thread that submitted it.
  void RunForSubmitter(const TakenRow& row) const;

 private:
  void TellObserver(const TakenBatch& batch) const;
  void Run(const std::vector<TakenRow>& rows) const;

  const engine::Engine& engine_;
  const base::Clock& clock_;
  Dispatcher& dispatcher_;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_BATCH_WORKER_H_
