// A job under way, as the batcher's own files see it.
#ifndef TXTSENTRY_CORE_SCHEDULE_PENDING_JOB_H_
#define TXTSENTRY_CORE_SCHEDULE_PENDING_JOB_H_

#include <cstdint>
#include <vector>

#include "core/schedule/batcher.h"

namespace txtsentry::schedule {

struct Batcher::Pending {
  int64_t number = 0;
  Job job;
  Done done;
  // Rows are settled under the batcher's mutex; `done` takes the result when none is left. Empty
  // when rows are answered one by one.
  JobResult result;
  int64_t rows_left = 0;
  base::TimeUs accepted_us = 0;
};

inline int64_t TokensOf(const std::vector<WaitingRow>& rows) {
  int64_t tokens = 0;
  for (const WaitingRow& row : rows) tokens += row.tokens;
  return tokens;
}

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_PENDING_JOB_H_
