// The batcher's way with an engine that has lanes.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/prefetch.h"
#include "core/schedule/batcher.h"
#include "core/schedule/pending_job.h"

namespace txtsentry::schedule {
namespace {

// How often a busy worker reports to the cost model at the most.
constexpr base::TimeUs kObserveUs = 2'000;

// Of the ids behind a row: mostly those of the row that is taken next, which have left the caches
// since they were written.
constexpr size_t kPrefetchBytes = 1024;

}  // namespace

// One worker's rows in lanes. Used by that worker alone.
class Batcher::Feed final : public engine::RowFeed {
 public:
  Feed(Batcher& batcher, const engine::LaneScorer& scorer)
      : batcher_(batcher), scorer_(scorer), slots_(scorer.lanes()) {
    if (batcher.options_.prefix_states > 0) {
      prefixes_ = scorer.MakePrefixStates(batcher.options_.prefix_states);
    }
    for (size_t slot = 0; slot < slots_.size(); ++slot) free_.push_back(slot);
  }

  // Around a stretch of time in which the worker has rows.
  void BeginBusy(base::TimeUs now_us) {
    observed_us_ = now_us;
    tokens_done_ = 0;
  }
  void EndBusy(base::TimeUs now_us) {
    const base::MutexLock lock(batcher_.mu_);
    batcher_.ObserveCostLocked(tokens_done_, now_us - observed_us_);
  }
  void Run() { scorer_.Run(*this, prefixes_.get()); }

  bool Next(int lanes, bool short_only, engine::FeedRow& row) override {
    std::optional<WaitingRow> taken;
    const uint64_t slot = free_.back();
    base::TimeUs now_us = 0;
    expired_.clear();
    {
      const base::MutexLock lock(batcher_.mu_);
      // Workers that are idle, and have been woken, get an equal share of what waits.
      const int64_t rows = batcher_.queue_.rows() + lanes;
      const int64_t takers = batcher_.idle_workers_ + 1;
      if (lanes >= (rows + takers - 1) / takers) return false;
      now_us = batcher_.clock_.NowUs();
      ObserveLocked(now_us);
      taken = batcher_.queue_.Pop(now_us, short_only, expired_);
      if (taken.has_value()) slots_[slot] = {batcher_.jobs_.at(taken->job), *taken, now_us};
      if (!expired_.empty()) {
        expired_pending_ = batcher_.PendingOfLocked(expired_);
        batcher_.stats_.rows_expired += static_cast<int64_t>(expired_.size());
        batcher_.stats_.tokens_saved += TokensOf(expired_);
      }
    }
    if (!expired_.empty()) batcher_.SettleExpired(expired_, expired_pending_);
    if (!taken.has_value()) return false;
    free_.pop_back();
    if (BatchObserver* const observer = batcher_.options_.observer) {
      observer->OnRowStart(taken->priority, now_us - slots_[slot].pending->accepted_us, lanes + 1);
    }
    const Job& job = slots_[slot].pending->job;
    row = {absl::MakeConstSpan(job.ids).subspan(job.offsets[taken->index], taken->tokens), slot};
    const absl::Span<const int32_t> behind =
        absl::MakeConstSpan(job.ids).subspan(job.offsets[taken->index + 1]);
    base::Prefetch(behind.data(), std::min(kPrefetchBytes, behind.size() * sizeof(int32_t)));
    return true;
  }

  void Done(uint64_t tag, int64_t reused, absl::StatusOr<float> logit) override {
    Slot& slot = slots_[tag];
    const std::shared_ptr<Pending> pending = std::move(slot.pending);
    const int64_t row = slot.row.index;
    bool complete = false;
    {
      const base::MutexLock lock(batcher_.mu_);
      BatcherStats& stats = batcher_.stats_;
      ++(logit.ok() ? stats.rows_scored : stats.rows_failed);
      stats.tokens += slot.row.tokens;
      stats.tokens_reused += reused;
      stats.padded_tokens += slot.row.tokens;
      // The cost is that of steps: who sends one beginning over and over would else make tokens
      // seem cheap, and all others' rows late.
      tokens_done_ += slot.row.tokens - reused;
      complete = batcher_.SettleRowLocked(*pending, row, logit);
    }
    free_.push_back(tag);
    Answer(*pending, row, logit, complete, slot.taken_us);
  }

 private:
  struct Slot {
    std::shared_ptr<Pending> pending;
    WaitingRow row;
    base::TimeUs taken_us = 0;
  };

  // Tells the cost model of the rows done since the last time, now and then: rows of a like length
  // end together, so that a short stretch of time says little.
  void ObserveLocked(base::TimeUs now_us) ABSL_EXCLUSIVE_LOCKS_REQUIRED(batcher_.mu_) {
    if (now_us - observed_us_ < kObserveUs) return;
    batcher_.ObserveCostLocked(tokens_done_, now_us - observed_us_);
    tokens_done_ = 0;
    observed_us_ = now_us;
  }

  Batcher& batcher_;
  const engine::LaneScorer& scorer_;
  std::unique_ptr<engine::PrefixStates> prefixes_;  // Of this worker; null where none are wanted.
  std::vector<Slot> slots_;                         // By tag.
  std::vector<uint64_t> free_;                      // Tags without a row.
  std::vector<WaitingRow> expired_;
  std::vector<std::shared_ptr<Pending>> expired_pending_;
  base::TimeUs observed_us_ = 0;
  int64_t tokens_done_ = 0;  // Since then, without those that took no step.
};

void Batcher::WorkInLanes(const engine::LaneScorer& scorer) {
  Feed feed(*this, scorer);
  while (true) {
    {
      const base::MutexLock lock(mu_);
      if (!AwaitRowsLocked()) return;
      ++stats_.batches;
    }
    feed.BeginBusy(clock_.NowUs());
    feed.Run();
    feed.EndBusy(clock_.NowUs());
  }
}

}  // namespace txtsentry::schedule
