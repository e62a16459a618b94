// A metric's children, one for each combination of label values, of a bounded number.
#ifndef TXTSENTRY_CORE_METRICS_FAMILY_H_
#define TXTSENTRY_CORE_METRICS_FAMILY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "core/base/mutex.h"
#include "core/base/status.h"
#include "core/metrics/counter.h"
#include "core/metrics/gauge.h"
#include "core/metrics/histogram.h"
#include "core/metrics/names.h"
#include "core/metrics/text_writer.h"

namespace txtsentry::metrics {

// Every label's value in the child that takes what comes after a family is full.
inline constexpr char kOverflowValue[] = "_other";

// What the registry writes out. Thread-safe.
class Source {
 public:
  virtual ~Source() = default;
  virtual const std::vector<Description>& descriptions() const = 0;
  virtual void Write(TextWriter& writer) = 0;
  // True when its owner has withdrawn it.
  virtual bool withdrawn() const { return false; }
};

// Metric is Counter, Gauge or Histogram. Thread-safe.
template <typename Metric>
class Family final : public Source {
 public:
  using Make = std::function<std::unique_ptr<Metric>()>;

  Family(Description description, int64_t children_max, Make make)
      : descriptions_{std::move(description)},
        children_max_(children_max),
        make_(std::move(make)) {}

  // The child with these label values, in the order of the label names; made when it is new.
  // Beyond children_max the family's one overflow child, whose values are all kOverflowValue: what
  // a peer can choose must not grow a process without bound, and must still be counted.
  // InvalidArgument for a wrong number of values or one that CheckLabelValue refuses. The child
  // lives as long as the registry: look it up once and keep it where the path is hot, since this
  // takes a lock.
  absl::StatusOr<Metric*> With(absl::Span<const std::string_view> values) {
    const Description& d = descriptions_[0];
    if (values.size() != d.label_names.size()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "metric \"%s\": label values=%d, names=%d", d.name, values.size(), d.label_names.size()));
    }
    for (size_t i = 0; i < values.size(); ++i) {
      TXTSENTRY_RETURN_IF_ERROR(CheckLabelValue(d.name, d.label_names[i], values[i]));
    }
    std::vector<std::string> key(values.begin(), values.end());
    const base::MutexLock lock(mu_);
    const auto found = children_.find(key);
    if (found != children_.end()) return found->second.get();
    if (static_cast<int64_t>(children_.size()) >= children_max_) {
      key.assign(values.size(), kOverflowValue);
    }
    std::unique_ptr<Metric>& child = children_[std::move(key)];
    if (child == nullptr) child = make_();
    return child.get();
  }

  const std::vector<Description>& descriptions() const override { return descriptions_; }

  void Write(TextWriter& writer) override {
    // Children are never removed, so that they can be read without the lock.
    std::vector<std::pair<const std::vector<std::string>*, const Metric*>> children;
    {
      const base::MutexLock lock(mu_);
      for (const auto& [values, child] : children_) children.emplace_back(&values, child.get());
    }
    writer.Begin(descriptions_[0]);
    for (const auto& [values, child] : children) WriteChild(writer, *values, *child);
  }

 private:
  static void WriteChild(TextWriter& writer, const std::vector<std::string>& values,
                         const Counter& counter) {
    writer.Sample(values, counter.value());
  }
  static void WriteChild(TextWriter& writer, const std::vector<std::string>& values,
                         const Gauge& gauge) {
    writer.Sample(values, gauge.value());
  }
  static void WriteChild(TextWriter& writer, const std::vector<std::string>& values,
                         const Histogram& histogram) {
    writer.Sample(values, histogram.Snapshot(), histogram.options());
  }

  const std::vector<Description> descriptions_;  // One.
  const int64_t children_max_;
  const Make make_;

  base::Mutex mu_;
  // A map, so that a scrape's order does not change from one to the next.
  std::map<std::vector<std::string>, std::unique_ptr<Metric>> children_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_FAMILY_H_
