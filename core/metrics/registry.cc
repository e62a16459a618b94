#include "core/metrics/registry.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/base/utf8.h"
#include "core/metrics/names.h"

namespace txtsentry::metrics {
namespace {

constexpr char kTotal[] = "_total";

absl::Status Refused(const std::string& name, const std::string& why) {
  return absl::InvalidArgumentError(absl::StrFormat("metric \"%s\": %s", name, why));
}

absl::Status CheckDescription(const Description& d) {
  TXTSENTRY_RETURN_IF_ERROR(CheckMetricName(d.name));
  if (d.kind == Kind::kCounter && !(absl::EndsWith(d.name, kTotal) && d.name != kTotal)) {
    return Refused(d.name, "a counter's name ends in _total");
  }
  if (!base::IsValidUtf8(d.help)) return Refused(d.name, "the help is not UTF-8");
  for (size_t i = 0; i < d.label_names.size(); ++i) {
    TXTSENTRY_RETURN_IF_ERROR(CheckLabelName(d.name, d.label_names[i]));
    if (std::count(d.label_names.begin(), d.label_names.end(), d.label_names[i]) > 1) {
      return Refused(d.name, absl::StrFormat("label \"%s\" stands twice", d.label_names[i]));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLabels(const std::string& name, const LabelOptions& labels) {
  if (labels.names.empty()) return Refused(name, "a family has no label names");
  if (labels.children_max < 1) {
    return Refused(name, absl::StrFormat("children_max=%d is below 1", labels.children_max));
  }
  return absl::OkStatus();
}

absl::Status CheckHistogram(const std::string& name, const HistogramOptions& options) {
  if (options.resolution < 0 || options.resolution > kResolutionMax) {
    return Refused(name, absl::StrFormat("resolution=%d is not within [0, %d]", options.resolution,
                                         kResolutionMax));
  }
  if (options.value_max < 1 || options.value_max > kHistogramValueMax) {
    return Refused(name, absl::StrFormat("value_max=%d is not within [1, %d]", options.value_max,
                                         kHistogramValueMax));
  }
  if (!(options.units > 0 && options.units <= 1e18)) {
    return Refused(name, absl::StrFormat("units=%g are not within (0, 1e18]", options.units));
  }
  return absl::OkStatus();
}

// The names that a metric's samples, or its family's name in OpenMetrics, take.
std::vector<std::string> NamesTaken(const Description& d) {
  switch (d.kind) {
    case Kind::kCounter:
      return {d.name, d.name.substr(0, d.name.size() - (sizeof(kTotal) - 1))};
    case Kind::kGauge:
      return {d.name};
    case Kind::kHistogram:
      break;
  }
  return {d.name, d.name + "_bucket", d.name + "_sum", d.name + "_count"};
}

}  // namespace

absl::StatusOr<Counter*> Registry::AddCounter(std::string name, std::string help) {
  TXTSENTRY_ASSIGN_OR_RETURN(
      auto* family,
      AddFamily<Counter>({std::move(name), std::move(help), Kind::kCounter, {}}, 1,
                         [shards = shards_] { return std::make_unique<Counter>(shards); }));
  return family->With({});
}

absl::StatusOr<Gauge*> Registry::AddGauge(std::string name, std::string help) {
  TXTSENTRY_ASSIGN_OR_RETURN(
      auto* family, AddFamily<Gauge>({std::move(name), std::move(help), Kind::kGauge, {}}, 1,
                                     [] { return std::make_unique<Gauge>(); }));
  return family->With({});
}

absl::StatusOr<Histogram*> Registry::AddHistogram(std::string name, std::string help,
                                                  const HistogramOptions& options) {
  TXTSENTRY_RETURN_IF_ERROR(CheckHistogram(name, options));
  TXTSENTRY_ASSIGN_OR_RETURN(
      auto* family, AddFamily<Histogram>({std::move(name), std::move(help), Kind::kHistogram, {}},
                                         1, [options, shards = shards_] {
                                           return std::make_unique<Histogram>(options, shards);
                                         }));
  return family->With({});
}

absl::StatusOr<Family<Counter>*> Registry::AddCounterFamily(std::string name, std::string help,
                                                            LabelOptions labels) {
  TXTSENTRY_RETURN_IF_ERROR(CheckLabels(name, labels));
  return AddFamily<Counter>(
      {std::move(name), std::move(help), Kind::kCounter, std::move(labels.names)},
      labels.children_max, [shards = shards_] { return std::make_unique<Counter>(shards); });
}

absl::StatusOr<Family<Gauge>*> Registry::AddGaugeFamily(std::string name, std::string help,
                                                        LabelOptions labels) {
  TXTSENTRY_RETURN_IF_ERROR(CheckLabels(name, labels));
  return AddFamily<Gauge>({std::move(name), std::move(help), Kind::kGauge, std::move(labels.names)},
                          labels.children_max, [] { return std::make_unique<Gauge>(); });
}

absl::StatusOr<Family<Histogram>*> Registry::AddHistogramFamily(std::string name, std::string help,
                                                                LabelOptions labels,
                                                                const HistogramOptions& options) {
  TXTSENTRY_RETURN_IF_ERROR(CheckLabels(name, labels));
  TXTSENTRY_RETURN_IF_ERROR(CheckHistogram(name, options));
  return AddFamily<Histogram>(
      {std::move(name), std::move(help), Kind::kHistogram, std::move(labels.names)},
      labels.children_max,
      [options, shards = shards_] { return std::make_unique<Histogram>(options, shards); });
}

absl::StatusOr<CallbackRegistration> Registry::AddCallbacks(std::vector<Description> descriptions,
                                                            ReadValues read) {
  for (const Description& d : descriptions) {
    if (d.kind == Kind::kHistogram || !d.label_names.empty()) {
      return Refused(d.name, "a callback gives counters and gauges without labels");
    }
  }
  auto metrics = std::make_shared<CallbackMetrics>(std::move(descriptions), std::move(read));
  TXTSENTRY_RETURN_IF_ERROR(Add(metrics));
  return CallbackRegistration(std::move(metrics));
}

template <typename Metric>
absl::StatusOr<Family<Metric>*> Registry::AddFamily(Description description, int64_t children_max,
                                                    typename Family<Metric>::Make make) {
  auto family =
      std::make_shared<Family<Metric>>(std::move(description), children_max, std::move(make));
  Family<Metric>* const result = family.get();
  TXTSENTRY_RETURN_IF_ERROR(Add(std::move(family)));
  return result;
}

absl::Status Registry::Add(std::shared_ptr<Source> source) {
  for (const Description& d : source->descriptions()) {
    TXTSENTRY_RETURN_IF_ERROR(CheckDescription(d));
  }
  const base::MutexLock lock(mu_);
  sources_.erase(std::remove_if(sources_.begin(), sources_.end(),
                                [](const auto& known) { return known->withdrawn(); }),
                 sources_.end());
  std::set<std::string> taken;
  for (const auto& known : sources_) {
    for (const Description& d : known->descriptions()) {
      for (std::string& name : NamesTaken(d)) taken.insert(std::move(name));
    }
  }
  for (const Description& d : source->descriptions()) {
    for (std::string& name : NamesTaken(d)) {
      if (!taken.insert(name).second) {
        return Refused(d.name, absl::StrFormat("the name \"%s\" is taken", name));
      }
    }
  }
  sources_.push_back(std::move(source));
  return absl::OkStatus();
}

std::string Registry::Expose(TextFormat format) const {
  std::vector<std::shared_ptr<Source>> sources;
  {
    const base::MutexLock lock(mu_);
    sources = sources_;
  }
  TextWriter writer(format);
  for (const auto& source : sources) source->Write(writer);
  return writer.Finish();
}

}  // namespace txtsentry::metrics
