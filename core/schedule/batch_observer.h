// Is told what a batcher does, as it does it: for metrics.
#ifndef TXTSENTRY_CORE_SCHEDULE_BATCH_OBSERVER_H_
#define TXTSENTRY_CORE_SCHEDULE_BATCH_OBSERVER_H_

#include <cstdint>

#include "core/base/clock.h"
#include "core/schedule/waiting_row.h"

namespace txtsentry::schedule {

// Why no further row joined a batch. Values are indices.
enum class CloseReason {
  kNoneWaited = 0,  // It took all there was.
  kRows = 1,        // rows_max.
  kTokens = 2,      // padded_tokens_max.
  kShare = 3,       // Other workers were free and get their share.
  kLength = 4,      // What waited was too long or too short to be computed beside it.
};
inline constexpr int kCloseReasons = 5;

// Called by the threads of the batcher and by those that submit to it, not under a lock.
// Thread-safe; must not block and must not call the batcher.
class BatchObserver {
 public:
  virtual ~BatchObserver() = default;

  // An engine took a row that had waited for `waited_us`; `together` rows are computed beside each
  // other, it among them.
  virtual void OnRowStart(Priority priority, base::TimeUs waited_us, int64_t together) = 0;

  // A batch was formed, for an engine without lanes.
  virtual void OnBatch(CloseReason reason, int64_t rows, int64_t tokens, int64_t padded_tokens) = 0;

  // A worker took `actual_us` for tokens of which the cost model had said `predicted_us`; not
  // called before it knows.
  virtual void OnComputed(base::TimeUs predicted_us, base::TimeUs actual_us) = 0;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_BATCH_OBSERVER_H_
