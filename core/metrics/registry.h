// The metrics of a process, by name. Made in main (or a test) and handed to constructors; what they
// register there they write to without a lock, and a scrape reads all of it as text.
//
//   TXTSENTRY_ASSIGN_OR_RETURN(metrics::Counter* rows, registry.AddCounter(
//       "txtsentry_rows_scored_total", "Rows that an engine has scored."));
//   rows->Increment();
//
// Counts and levels that exist already are better read where they are (AddCallbacks) than kept
// twice.
#ifndef TXTSENTRY_CORE_METRICS_REGISTRY_H_
#define TXTSENTRY_CORE_METRICS_REGISTRY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/base/mutex.h"
#include "core/metrics/counter.h"
#include "core/metrics/histogram.h"
#include "core/metrics/text_writer.h"

namespace txtsentry::metrics {

inline constexpr size_t kNameBytesMax = 200;
inline constexpr size_t kLabelValueBytesMax = 128;

// What the registry writes out: a family of metrics, or callbacks. Thread-safe.
class Source;

// A metric's children, one for each combination of label values, of a bounded number. Metric is
// Counter or Histogram. Thread-safe.
template <typename Metric>
class Family {
 public:
  virtual ~Family() = default;

  // The child with these label values, in the order of the label names; made when it is new.
  // Beyond children_max the family's one overflow child, whose values are all "_other": what a peer
  // can choose must not grow a process without bound, and must still be counted.
  // InvalidArgument for a wrong number of values, or one that is not UTF-8 of at most
  // kLabelValueBytesMax bytes; the message does not hold the value, which may have come from a
  // request. The child lives as long as the registry: look it up once and keep it where the path is
  // hot, since this takes a lock.
  virtual absl::StatusOr<Metric*> With(absl::Span<const std::string_view> values) = 0;
};

struct LabelOptions {
  std::vector<std::string> names;
  int64_t children_max = 64;  // Combinations of values; then the overflow child.
};

// Writes one value for each description, in their order. An entry comes in as NaN, and one that is
// left so is not exposed. Called by the thread that scrapes, and by several at once when several
// scrape; under no lock of the registry's. Must not withdraw its own metrics.
using ReadValues = std::function<void(absl::Span<double>)>;

class CallbackMetrics;

// Holds callback metrics in a registry. Its end withdraws them, so that an owner which keeps it as
// its last member may capture itself in the callback. May outlive the registry. One thread only.
class CallbackRegistration {
 public:
  CallbackRegistration() = default;
  explicit CallbackRegistration(std::shared_ptr<CallbackMetrics> metrics)
      : metrics_(std::move(metrics)) {}
  CallbackRegistration(CallbackRegistration&& other) noexcept = default;
  CallbackRegistration& operator=(CallbackRegistration other) noexcept {
    metrics_.swap(other.metrics_);
    return *this;
  }
  ~CallbackRegistration() { Withdraw(); }

  // Returns when no call of the callback runs and none will start.
  void Withdraw();

 private:
  std::shared_ptr<CallbackMetrics> metrics_;
};

// Thread-safe. Pointers it returns are not null and live as long as it does.
//
// Every Add fails with InvalidArgument, naming the metric, when a name is malformed or taken (a
// histogram takes name_bucket, name_sum and name_count too), or a counter's does not end in
// "_total"; then nothing is added. Metrics are named [a-zA-Z_:][a-zA-Z0-9_:]*, labels without
// colons and neither "__..." nor "le", both of at most kNameBytesMax bytes.
class Registry {
 public:
  // `threads`: about how many will write at the same time. Every counter takes 64 bytes and every
  // histogram some 1.2 KB (HistogramOptions) for each of them, up to kShardsMax.
  explicit Registry(int threads) : shards_(ShardsFor(threads)) {}

  absl::StatusOr<Counter*> AddCounter(std::string name, std::string help);
  absl::StatusOr<Histogram*> AddHistogram(std::string name, std::string help,
                                          const HistogramOptions& options);

  absl::StatusOr<Family<Counter>*> AddCounterFamily(std::string name, std::string help,
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
  absl::Status Add(std::shared_ptr<Source> source);

  const int shards_;

  mutable base::Mutex mu_;
  std::vector<std::shared_ptr<Source>> sources_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_REGISTRY_H_
