// Counts and times for ModelStatistics, of the requests over this protocol.
#ifndef TXTSENTRY_SERVER_OIP_STATISTICS_H_
#define TXTSENTRY_SERVER_OIP_STATISTICS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"
#include "inference/grpc_service.pb.h"
#include "server/models/model_host.h"

namespace txtsentry::server::oip {

// The time of an answered request by phase, in microseconds.
struct InferTimes {
  base::TimeUs input_us = 0;   // Reading the request and tokenizing.
  base::TimeUs queue_us = 0;   // Until a worker took the first computed record.
  base::TimeUs infer_us = 0;   // From then until all records were computed.
  base::TimeUs output_us = 0;  // Writing the response.
};

// Counts of one version of a model. Thread-safe.
class InferCounts {
 public:
  // Counts a request with `records` answered records; `now_ms` is milliseconds since 1970.
  void AddSuccess(const InferTimes& times, int64_t records, int64_t now_ms);
  // Counts a request that was refused or given up after `us`.
  void AddFailure(base::TimeUs us);

  // Fills all fields but name and version.
  void Fill(inference::ModelStatistics& out) const;

 private:
  mutable base::Mutex mu_;
  InferTimes times_ ABSL_GUARDED_BY(mu_);  // Sum over all successes.
  int64_t successes_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t records_ ABSL_GUARDED_BY(mu_) = 0;  // Records of the successes.
  int64_t last_ms_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t failures_ ABSL_GUARDED_BY(mu_) = 0;
  base::TimeUs failures_us_ ABSL_GUARDED_BY(mu_) = 0;
};

// Counts of all loaded models. Thread-safe.
class Statistics {
 public:
  // Returns the counts of a version. A reloaded version continues its counts unless they were
  // dropped: counts of versions that nothing references are dropped when a new version appears.
  std::shared_ptr<InferCounts> Of(const ServedModelPtr& served);

 private:
  struct Entry {
    std::weak_ptr<const ServedModel> served;
    std::shared_ptr<InferCounts> counts;
  };

  base::Mutex mu_;
  std::map<std::pair<std::string, std::string>, Entry> entries_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_STATISTICS_H_
