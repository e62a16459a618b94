// Computes batches of rows on an engine.
#ifndef TXTSENTRY_CORE_SCHEDULE_BATCH_WORKER_H_
#define TXTSENTRY_CORE_SCHEDULE_BATCH_WORKER_H_

#include <vector>

#include "core/base/clock.h"
#include "core/engine/engine.h"
#include "core/schedule/dispatcher.h"

namespace txtsentry::schedule {

// When the engine fails on a batch, each of its rows is tried once more alone, so that a row that
// cannot be computed does not take its neighbours along. Thread-safe.
class BatchWorker {
 public:
  // All borrowed; they outlive the worker.
  BatchWorker(const engine::Engine& engine, const base::Clock& clock, Dispatcher& dispatcher)
      : engine_(engine), clock_(clock), dispatcher_(dispatcher) {}

  // For an engine without lanes: computes what the dispatcher gives until it drains.
  void Work() const;

  // Computes one row that the dispatcher left to the thread that submitted it.
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
