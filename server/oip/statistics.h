// What ModelStatistics reports: counts and times of the requests that this protocol's calls made.
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

// Where the time of an answered request went, in microseconds.
struct InferTimes {
  base::TimeUs input_us = 0;   // Reading the request, tokenising.
  base::TimeUs queue_us = 0;   // Until a worker took the first of its records that are computed.
  base::TimeUs infer_us = 0;   // From then on until all were.
  base::TimeUs output_us = 0;  // Writing the response.
};

// Of one version of a model. Thread-safe.
class InferCounts {
 public:
  // `records` were answered; `now_ms` is since 1970.
  void AddSuccess(const InferTimes& times, int64_t records, int64_t now_ms);
  // A request was refused or given up after so long.
  void AddFailure(base::TimeUs us);

  // Fills all but name and version.
  void Fill(inference::ModelStatistics& out) const;

 private:
  mutable base::Mutex mu_;
  InferTimes times_ ABSL_GUARDED_BY(mu_);  // Of all successes, added up.
  int64_t successes_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t records_ ABSL_GUARDED_BY(mu_) = 0;  // Of the successes.
  int64_t last_ms_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t failures_ ABSL_GUARDED_BY(mu_) = 0;
  base::TimeUs failures_us_ ABSL_GUARDED_BY(mu_) = 0;
};

// Of every model that is loaded. Thread-safe.
class Statistics {
 public:
  // Where to count what this version answers. A version that is loaded again counts on, unless its
  // counts have gone: those of versions that are held by nobody go when a new one comes.
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
