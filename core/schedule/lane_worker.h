// Worker that feeds rows one by one to the free lanes of an engine.
#ifndef TXTSENTRY_CORE_SCHEDULE_LANE_WORKER_H_
#define TXTSENTRY_CORE_SCHEDULE_LANE_WORKER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/clock.h"
#include "core/engine/lane_scorer.h"
#include "core/schedule/dispatcher.h"

namespace txtsentry::schedule {

// Used by one thread only.
class LaneWorker final : public engine::RowFeed {
 public:
  // All pointers and references are borrowed and must outlive the worker. `prefix_states`: see
  // BatcherOptions.
  LaneWorker(const engine::LaneScorer& scorer, const base::Clock& clock, Dispatcher& dispatcher,
             int64_t prefix_states);

  // Computes rows from the dispatcher until it has drained.
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
  std::unique_ptr<engine::PrefixStates> prefixes_;  // This worker's own cache; null without one.
  std::vector<Slot> slots_;                         // Indexed by tag.
  std::vector<uint64_t> free_;                      // Unused tags.
  base::TimeUs reported_us_ = 0;
  int64_t tokens_done_ = 0;  // Since reported_us_, without tokens that took no step.
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_LANE_WORKER_H_
