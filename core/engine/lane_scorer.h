// Scoring without batches: rows join a running engine and leave it one by one.
#ifndef TXTSENTRY_CORE_ENGINE_LANE_SCORER_H_
#define TXTSENTRY_CORE_ENGINE_LANE_SCORER_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/engine/simd/prefix_states.h"

namespace txtsentry::engine {

struct FeedRow {
  absl::Span<const int32_t> ids;  // At least one. Borrowed until Done.
  uint64_t tag = 0;               // The feed's own; given back with the answer.
};

// Where a lane scorer takes rows from and leaves their logits. Called by one thread, between steps:
// neither call may block for longer than a step takes.
class RowFeed {
 public:
  virtual ~RowFeed() = default;

  // Gives the next row, or returns false when none waits now. `lanes` is how many rows this scorer
  // works on already. Where `short_only` is true only a row of fewer than kLongRowTokens may be
  // given.
  virtual bool Next(int lanes, bool short_only, FeedRow& row) = 0;

  // Takes a row's logit; InvalidArgument for a row that has no ids or one out of range. Its first
  // `reused` tokens were a known prefix and took no step.
  virtual void Done(uint64_t tag, int64_t reused, absl::StatusOr<float> logit) = 0;
};

// A row of this length or more holds its lane for so long that it must not hold all of them.
inline constexpr int64_t kLongRowTokens = 4096;

class LaneScorer {
 public:
  virtual ~LaneScorer() = default;

  // Rows worked on side by side by one thread.
  virtual int lanes() const = 0;

  // Room for at least `states` states of this scorer, at least 1.
  virtual std::unique_ptr<PrefixStates> MakePrefixStates(int64_t states) const = 0;

  // Scores rows of the feed in the calling thread until it has none to give and all are done. A
  // lane whose row has ended takes the next row at once, at most half of the lanes at a time rows
  // of kLongRowTokens or more; no step is spent on padding. Any number of threads may run, each
  // with a feed of its own. Where there are `prefixes`, this scorer's own and this thread's alone,
  // rows start behind those that earlier rows have left there, and leave theirs: a row's logit is
  // the same to the last bit.
  virtual void Run(RowFeed& feed, PrefixStates* prefixes) const = 0;
};

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_LANE_SCORER_H_
