// A Classify call under way.
#ifndef TXTSENTRY_CORE_PIPELINE_CALL_H_
#define TXTSENTRY_CORE_PIPELINE_CALL_H_

#include <atomic>
#include <cstdint>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"
#include "core/cache/score_cache.h"
#include "core/pipeline/record_classifier.h"

namespace txtsentry::pipeline {

// The thread that answers a record writes its result and then takes 1 off `left`; the thread that
// takes the last 1 ends the call. Fields are constant once Start has returned unless their comment
// says otherwise.
struct Call {
  // A record that waits for an equal one which is being computed.
  struct Wait {
    cache::Bits128 key;
    int64_t waiter = 0;
    size_t record = 0;
  };

  std::vector<Record> records;
  std::vector<Result> results;  // [records]; the thread that answers a record writes its entry.
  std::vector<bool> known;      // [records]: the record cache had the result.
  std::vector<cache::Bits128> keys;  // [records]: in the record cache; empty without one.
  int64_t unknown = 0;               // How many are not `known`.
  schedule::JobClass job_class;
  RecordClassifier::Done done;
  // By row of the job given to the batcher: the record, and with a cache the duty to others.
  std::vector<size_t> record_of;
  std::vector<cache::ScoreCache::Promise> promises;
  std::vector<Wait> waits;
  std::atomic<int64_t> left = 1;        // Records to be answered, and 1 for Start itself.
  std::atomic<bool> abandoned = false;  // Refused: nobody wants an answer.

  base::Mutex mu;
  bool cancelled ABSL_GUARDED_BY(mu) = false;
  std::vector<int64_t> jobs ABSL_GUARDED_BY(mu);  // The batcher's numbers.
};

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_CALL_H_
