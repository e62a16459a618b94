// One row that waits to be computed.
#ifndef TXTSENTRY_CORE_SCHEDULE_WAITING_ROW_H_
#define TXTSENTRY_CORE_SCHEDULE_WAITING_ROW_H_

#include <cstdint>

#include "core/base/clock.h"

namespace txtsentry::schedule {

// Priority of a job. The values are array indices.
enum class Priority {
  kInteractive = 0,  // Someone waits for the answer.
  kBulk = 1,         // Background work.
};

struct WaitingRow {
  int64_t job = 0;                          // Number of its job; only compared.
  int64_t index = 0;                        // Position among the job's rows.
  int64_t tokens = 0;                       // At least 1.
  base::TimeUs deadline_us = base::kNever;  // Not computed after this time.
  Priority priority = Priority::kInteractive;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_WAITING_ROW_H_
