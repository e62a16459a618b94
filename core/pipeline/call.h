// The state of one Classify call in progress.
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

// The thread that answers a record writes its result and then subtracts 1 from `left`; the thread
// that reaches 0 ends the call. Other fields are constant after Start unless their comment says
// otherwise.
struct Call {
  // A record that waits for the result of an equal record.
  struct Wait {
    cache::Bits128 key;
    int64_t waiter = 0;
    size_t record = 0;
  };

  std::vector<Record> records;
  std::vector<Result> results;  // [records]; the thread that answers a record writes its entry.
  std::vector<bool> known;      // [records]: true if the record cache had the result.
  std::vector<cache::Bits128> keys;  // [records]: keys in the record cache; empty without one.
  int64_t unknown = 0;               // Number of records that are not `known`.
  schedule::JobClass job_class;
  RecordClassifier::Done done;
  // Indexed by row of the batcher's job: the record, and with a score cache the promise to share
  // its result.
  std::vector<size_t> record_of;
  std::vector<cache::ScoreCache::Promise> promises;
  std::vector<Wait> waits;
  std::atomic<int64_t> left = 1;        // Unanswered records, plus 1 for Start itself.
  std::atomic<bool> abandoned = false;  // The call was refused; its answers are dropped.

  base::Mutex mu;
  bool cancelled ABSL_GUARDED_BY(mu) = false;
  std::vector<int64_t> jobs ABSL_GUARDED_BY(mu);  // Job numbers in the batcher.
};

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_CALL_H_
