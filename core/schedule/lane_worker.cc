#include "core/schedule/lane_worker.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/types/span.h"
#include "core/base/prefetch.h"

namespace txtsentry::schedule {
namespace {

// Minimum interval of a busy worker's reports to the cost model. Rows of similar length end
// together, so a shorter interval gives noisy rates.
constexpr base::TimeUs kReportUs = 2'000;

// How many bytes behind a row's ids to prefetch: mostly the ids of the next row, which have left
// the CPU caches since they were written.
constexpr size_t kPrefetchBytes = 1024;

}  // namespace

LaneWorker::LaneWorker(const engine::LaneScorer& scorer, const base::Clock& clock,
                       Dispatcher& dispatcher, int64_t prefix_states)
    : scorer_(scorer), clock_(clock), dispatcher_(dispatcher), slots_(scorer.lanes()) {
  if (prefix_states > 0) prefixes_ = scorer.MakePrefixStates(prefix_states);
  for (size_t slot = 0; slot < slots_.size(); ++slot) free_.push_back(slot);
}

void LaneWorker::Work() {
  while (dispatcher_.AwaitRows()) {
    reported_us_ = clock_.NowUs();
    tokens_done_ = 0;
    scorer_.Run(*this, prefixes_.get());
    ReportCost(clock_.NowUs());
  }
}

bool LaneWorker::Next(int lanes, bool short_only, engine::FeedRow& row) {
  const base::TimeUs now_us = clock_.NowUs();
  if (now_us - reported_us_ >= kReportUs) ReportCost(now_us);
  std::optional<TakenRow> taken = dispatcher_.TakeRow(lanes, short_only, now_us);
  if (!taken.has_value()) return false;
  const uint64_t tag = free_.back();
  free_.pop_back();
  const Job& job = taken->job->job;
  if (BatchObserver* const observer = dispatcher_.observer()) {
    observer->OnRowStart(taken->row.priority, now_us - taken->job->accepted_us, lanes + 1);
  }
  row = {taken->ids(), tag};
  const absl::Span<const int32_t> behind =
      absl::MakeConstSpan(job.ids).subspan(job.offsets[taken->row.index + 1]);
  base::Prefetch(behind.data(), std::min(kPrefetchBytes, behind.size() * sizeof(int32_t)));
  slots_[tag] = {*std::move(taken), now_us};
  return true;
}

void LaneWorker::Done(uint64_t tag, int64_t reused, absl::StatusOr<float> logit) {
  const Slot slot = std::move(slots_[tag]);
  // Only tokens that took a step count. Otherwise a client that repeats one prefix would make
  // tokens seem cheap, and rows of other clients would miss their deadlines.
  tokens_done_ += slot.taken.row.tokens - reused;
  free_.push_back(tag);
  dispatcher_.FinishRow(slot.taken, logit, reused, slot.taken_us);
}

void LaneWorker::ReportCost(base::TimeUs now_us) {
  dispatcher_.ObserveCost(tokens_done_, now_us - reported_us_);
  tokens_done_ = 0;
  reported_us_ = now_us;
}

}  // namespace txtsentry::schedule
