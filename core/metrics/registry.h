// The metrics of a process, by name. Made in main (or a test) and handed to constructors; what they
// register there they write to without a lock, and a scrape reads all of it as text.
//
//   TXTSENTRY_ASSIGN_OR_RETURN(metrics::Counter* rows, registry.AddCounter(
//       "txtsentry_rows_scored_total", "Rows that an engine has scored."));
//   rows->Increment();
//
// Counts that exist already are better read where they are (AddCallbacks) than kept twice.
#ifndef TXTSENTRY_CORE_METRICS_REGISTRY_H_
#define TXTSENTRY_CORE_METRICS_REGISTRY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "core/base/mutex.h"
#include "core/metrics/callback_metrics.h"
#include "core/metrics/counter.h"
#include "core/metrics/family.h"
#include "core/metrics/gauge.h"
#include "core/metrics/histogram.h"
#include "core/metrics/text_writer.h"

namespace txtsentry::metrics {

struct LabelOptions {
  std::vector<std::string> names;  // At least one.
  int64_t children_max = 64;       // Combinations of values, at least 1; then the overflow child.
};

// Thread-safe. Pointers it returns are not null and live as long as it does.
//
// Every Add fails with InvalidArgument, naming the metric, when a name is malformed or taken (a
// histogram takes name_bucket, name_sum and name_count too), a counter's does not end in "_total",
// or an option is out of its range; then nothing is added.
class Registry {
 public:
  // `threads`: about how many will write at the same time. Every counter takes 64 bytes and every
  // histogram some 1.2 KB (HistogramOptions) for each of them, up to kShardsMax.
  explicit Registry(int threads) : shards_(ShardsFor(threads)) {}

  absl::StatusOr<Counter*> AddCounter(std::string name, std::string help);
  absl::StatusOr<Gauge*> AddGauge(std::string name, std::string help);
  absl::StatusOr<Histogram*> AddHistogram(std::string name, std::string help,
                                          const HistogramOptions& options);

  absl::StatusOr<Family<Counter>*> AddCounterFamily(std::string name, std::string help,
                                                    LabelOptions labels);
  absl::StatusOr<Family<Gauge>*> AddGaugeFamily(std::string name, std::string help,
                                                LabelOptions labels);
  absl::StatusOr<Family<Histogram>*> AddHistogramFamily(std::string name, std::string help,
                                                        LabelOptions labels,
                                                        const HistogramOptions& options);

  // Counters and gauges without labels, read together by one call. Their names are free again when
  // the registration has ended.
  absl::StatusOr<CallbackRegistration> AddCallbacks(std::vector<Description> descriptions,
                                                    ReadValues read);

  // All metrics in the order they were added, a family's children in that of their label values.
  std::string Expose(TextFormat format) const;

 private:
  template <typename Metric>
  absl::StatusOr<Family<Metric>*> AddFamily(Description description, int64_t children_max,
                                            typename Family<Metric>::Make make);
  absl::Status Add(std::shared_ptr<Source> source);

  const int shards_;

  mutable base::Mutex mu_;
  std::vector<std::shared_ptr<Source>> sources_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_REGISTRY_H_
