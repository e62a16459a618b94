// One Classify call under way.
#ifndef TXTSENTRY_CORE_PIPELINE_CALL_H_
#define TXTSENTRY_CORE_PIPELINE_CALL_H_

#include <atomic>
#include <cstdint>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"
#include "core/cache/score_cache.h"
#include "core/pipeline/classifier.h"

namespace txtsentry::pipeline {

// Whoever answers a record writes its result and then takes 1 off `left`; whoever takes the last
// finishes the call. What is not said to change is constant once Classify has returned.
struct Classifier::Call {
  // A record that waits for an equal one which is being computed.
  struct Wait {
    cache::Bits128 key;
    int64_t waiter = 0;
    size_t record = 0;
  };

  std::vector<Record> records;
  Recalled recalled;
  std::vector<Result>& results = recalled.results;  // An entry is written by who answers it.
  schedule::JobClass job_class;
  Done done;
  // By row of the job given to the batcher: the record, and with a cache the duty to others.
  std::vector<size_t> record_of;
  std::vector<cache::ScoreCache::Promise> promises;
  std::vector<Wait> waits;
  std::atomic<int64_t> left = 1;        // Records to be answered, and 1 for Classify itself.
  std::atomic<bool> abandoned = false;  // Refused: nobody wants an answer.

  base::Mutex mu;
  bool cancelled ABSL_GUARDED_BY(mu) = false;
  std::vector<int64_t> jobs ABSL_GUARDED_BY(mu);  // The batcher's numbers.
};

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_CALL_H_
