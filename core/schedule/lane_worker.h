// Feeds rows one by one to the lanes of an engine as they fall free.
#ifndef TXTSENTRY_CORE_SCHEDULE_LANE_WORKER_H_
#define TXTSENTRY_CORE_SCHEDULE_LANE_WORKER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/clock.h"
#include "core/engine/lane_scorer.h"
#include "core/schedule/dispatcher.h"

namespace txtsentry::schedule {

// One thread only.
class LaneWorker final : public engine::RowFeed {
 public:
  // All borrowed; they outlive the worker. `prefix_states` as in BatcherOptions.
  LaneWorker(const engine::LaneScorer& scorer, const base::Clock& clock, Dispatcher& dispatcher,
             int64_t prefix_states);

  // Computes what the dispatcher gives until it drains.
  void Work();

  bool Next(int lanes, bool short_only, engine::FeedRow& row) override;
  void Done(uint64_t tag, int64_t reused, absl::StatusOr<float> logit) override;

 private:
  struct Slot {
    TakenRow taken;
    base::TimeUs taken_us = 0;
  };

  // Reports the tokens computed since the last report to the cost model.
  void ReportCost(base::TimeUs now_us);

  const engine::LaneScorer& scorer_;
  const base::Clock& clock_;
  Dispatcher& dispatcher_;
  std::unique_ptr<engine::PrefixStates> prefixes_;  // Of this worker; null where none are wanted.
  std::vector<Slot> slots_;                         // By tag.
  std::vector<uint64_t> free_;                      // Tags without a row.
  base::TimeUs reported_us_ = 0;
  int64_t tokens_done_ = 0;  // Since then, without those that took no step.
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_LANE_WORKER_H_
