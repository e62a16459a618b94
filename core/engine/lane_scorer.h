// The interface of continuous batching: rows join and leave a running engine individually.
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
  uint64_t tag = 0;               // Chosen by the feed; passed back with the result.
};

// Provides rows to a lane scorer and receives their logits. Called by one thread, between steps:
// neither function may block for longer than a step takes.
class RowFeed {
 public:
  virtual ~RowFeed() = default;

  // Provides the next row; returns false if none is waiting. `lanes` is the number of rows this
  // scorer is computing. If `short_only` is true, the row must have fewer than kLongRowTokens
  // tokens.
  virtual bool Next(int lanes, bool short_only, FeedRow& row) = 0;

  // Receives a row's logit; InvalidArgument for a row that has no ids or an id out of range.
  // `reused` is the number of leading tokens that needed no step, because their prefix state was
  // cached.
  virtual void Done(uint64_t tag, int64_t reused, absl::StatusOr<float> logit) = 0;
};

// Rows of this length or more occupy their lane for so long that they must not occupy all lanes.
inline constexpr int64_t kLongRowTokens = 4096;

class LaneScorer {
 public:
  virtual ~LaneScorer() = default;

  // Number of rows that one thread computes in parallel.
  virtual int lanes() const = 0;

  // Creates a cache for at least `states` prefix states of this scorer; at least 1.
  virtual std::unique_ptr<PrefixStates> MakePrefixStates(int64_t states) const = 0;

  // Scores rows of the feed in the calling thread until the feed has no row and all rows are done.
  // A lane whose row ends takes the next row at once; at most half of the lanes hold rows of
  // kLongRowTokens or more. No step is spent on padding. Any number of threads may call Run
  // concurrently, each with its own feed. If `prefixes` is not null, it must come from this scorer
  // and belong to this thread; rows then start from cached prefix states of earlier rows and add
  // their own. A row's logit is bit-identical either way.
  virtual void Run(RowFeed& feed, PrefixStates* prefixes) const = 0;
};

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_LANE_SCORER_H_
