// One row that waits for an engine.
#ifndef TXTSENTRY_CORE_SCHEDULE_WAITING_ROW_H_
#define TXTSENTRY_CORE_SCHEDULE_WAITING_ROW_H_

#include <cstdint>

#include "core/base/clock.h"

namespace txtsentry::schedule {

// How urgent a job is. Values are indices.
enum class Priority {
  kInteractive = 0,  // Someone waits for the answer.
  kBulk = 1,         // A backlog.
};

struct WaitingRow {
  int64_t job = 0;                          // Who it belongs to; only compared.
  int64_t index = 0;                        // Its place among the job's rows.
  int64_t tokens = 0;                       // At least 1.
  base::TimeUs deadline_us = base::kNever;  // Not computed once this has passed.
  Priority priority = Priority::kInteractive;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_WAITING_ROW_H_
