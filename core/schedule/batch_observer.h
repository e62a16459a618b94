// Callback interface for metrics about batches and rows.
#ifndef TXTSENTRY_CORE_SCHEDULE_BATCH_OBSERVER_H_
#define TXTSENTRY_CORE_SCHEDULE_BATCH_OBSERVER_H_

#include <cstdint>

#include "core/base/clock.h"
#include "core/schedule/waiting_row.h"

namespace txtsentry::schedule {

// Why no further row joined a batch. The values are array indices.
enum class CloseReason {
  kNoneWaited = 0,  // No more rows waited.
  kRows = 1,        // rows_max.
  kTokens = 2,      // padded_tokens_max.
  kShare = 3,       // Other free workers get their share.
  kLength = 4,      // The waiting rows were too long or too short for this batch.
};
inline constexpr int kCloseReasons = 5;

// Called without a lock by the batcher's threads and by submitting threads. Implementations are
// thread-safe, do not block and do not call the batcher.
class BatchObserver {
 public:
  virtual ~BatchObserver() = default;

  // An engine took a row that had waited for `waited_us`; `together` rows, including this one, are
  // computed together.
  virtual void OnRowStart(Priority priority, base::TimeUs waited_us, int64_t together) = 0;

  // A batch was formed. Only for engines without lanes.
  virtual void OnBatch(CloseReason reason, int64_t rows, int64_t tokens, int64_t padded_tokens) = 0;

  // A worker took `actual_us` for tokens for which the cost model had predicted `predicted_us`. Not
  // called while the model has too little data.
  virtual void OnComputed(base::TimeUs predicted_us, base::TimeUs actual_us) = 0;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_BATCH_OBSERVER_H_
