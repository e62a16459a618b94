#include "core/metrics/registry.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/base/utf8.h"

namespace txtsentry::metrics {

class Source {
 public:
  explicit Source(std::vector<Description> descriptions) : descriptions_(std::move(descriptions)) {}
  virtual ~Source() = default;

  const std::vector<Description>& descriptions() const { return descriptions_; }
  virtual void Write(TextWriter& writer) = 0;
  // True when its owner has withdrawn it.
  virtual bool withdrawn() const { return false; }

 private:
  const std::vector<Description> descriptions_;
};

class CallbackMetrics final : public Source {
 public:
  CallbackMetrics(std::vector<Description> descriptions, ReadValues read)
      : Source(std::move(descriptions)), read_(std::move(read)) {}

  void Write(TextWriter& writer) override {
    std::vector<double> values(descriptions().size(), std::numeric_limits<double>::quiet_NaN());
    {
      const base::MutexLock lock(mu_);
      if (withdrawn_) return;
      ++running_;
    }
    read_(absl::MakeSpan(values));
    {
      const base::MutexLock lock(mu_);
      if (--running_ == 0) idle_.NotifyAll();
    }
    for (size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      writer.Begin(descriptions()[i]);
      writer.Sample({}, values[i]);
    }
  }

  bool withdrawn() const override {
    const base::MutexLock lock(mu_);
    return withdrawn_;
  }

  void Withdraw() {
    const base::MutexLock lock(mu_);
    withdrawn_ = true;
    while (running_ > 0) idle_.Wait(mu_);
  }

 private:
  const ReadValues read_;

  mutable base::Mutex mu_;
  base::CondVar idle_;
  int running_ ABSL_GUARDED_BY(mu_) = 0;
  bool withdrawn_ ABSL_GUARDED_BY(mu_) = false;
};

namespace {

constexpr char kTotal[] = "_total";
constexpr char kOverflowValue[] = "_other";

// The name as it may stand in a message.
absl::Status Refused(const std::string& name, const std::string& why) {
  return absl::InvalidArgumentError(
      absl::StrFormat("metric \"%s\": %s", absl::CHexEscape(name.substr(0, kNameBytesMax)), why));
}

bool IsName(std::string_view name, bool colons) {
  const auto allowed = [colons](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || (colons && c == ':');
  };
  return !name.empty() && name.size() <= kNameBytesMax &&
         !absl::ascii_isdigit(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), allowed);
}

absl::Status CheckDescription(const Description& d) {
  if (!IsName(d.name, /*colons=*/true)) return Refused(d.name, "the name is malformed");
  if (d.kind == Kind::kCounter && !(absl::EndsWith(d.name, kTotal) && d.name != kTotal)) {
    return Refused(d.name, "a counter's name ends in _total");
  }
  if (!base::IsValidUtf8(d.help)) return Refused(d.name, "the help is not UTF-8");
  for (const std::string& label : d.label_names) {
    if (!IsName(label, /*colons=*/false) || absl::StartsWith(label, "__") || label == "le" ||
        std::count(d.label_names.begin(), d.label_names.end(), label) > 1) {
      return Refused(d.name, absl::StrFormat("label \"%s\" is malformed, reserved or there twice",
                                             absl::CHexEscape(label.substr(0, kNameBytesMax))));
    }
  }
  return absl::OkStatus();
}

// The names that a metric's samples, or its family's name in OpenMetrics, take.
std::set<std::string> NamesTaken(const Description& d) {
  if (d.kind == Kind::kGauge) return {d.name};
  if (d.kind == Kind::kCounter) {
    return {d.name, d.name.substr(0, d.name.size() - (sizeof(kTotal) - 1))};
  }
  return {d.name, d.name + "_bucket", d.name + "_sum", d.name + "_count"};
}

template <typename Metric>
class FamilySource final : public Family<Metric>, public Source {
 public:
  using Make = std::function<std::unique_ptr<Metric>()>;

  FamilySource(Description description, int64_t children_max, Make make)
      : Source({std::move(description)}), children_max_(children_max), make_(std::move(make)) {}

  absl::StatusOr<Metric*> With(absl::Span<const std::string_view> values) override {
    const Description& d = descriptions()[0];
    if (values.size() != d.label_names.size()) {
      return Refused(d.name, absl::StrFormat("label values=%d, names=%d", values.size(),
                                             d.label_names.size()));
    }
    for (size_t i = 0; i < values.size(); ++i) {
      if (values[i].size() > kLabelValueBytesMax || !base::IsValidUtf8(values[i])) {
        return Refused(d.name,
                       absl::StrFormat("label \"%s\" value bytes=%d exceed bytes_max=%d or "
                                       "are not UTF-8",
                                       d.label_names[i], values[i].size(), kLabelValueBytesMax));
      }
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

  void Write(TextWriter& writer) override {
    // Children are never removed, so that they can be read without the lock.
    std::vector<std::pair<const std::vector<std::string>*, const Metric*>> children;
    {
      const base::MutexLock lock(mu_);
      for (const auto& [values, child] : children_) children.emplace_back(&values, child.get());
    }
    writer.Begin(descriptions()[0]);
    for (const auto& [values, child] : children) writer.Sample(*values, *child);
  }

 private:
  const int64_t children_max_;
  const Make make_;

  base::Mutex mu_;
  // A map, so that a scrape's order does not change from one to the next.
  std::map<std::vector<std::string>, std::unique_ptr<Metric>> children_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

void CallbackRegistration::Withdraw() {
  if (metrics_ != nullptr) metrics_->Withdraw();
  metrics_.reset();
}

absl::StatusOr<Counter*> Registry::AddCounter(std::string name, std::string help) {
  TXTSENTRY_ASSIGN_OR_RETURN(auto* family, AddCounterFamily(std::move(name), std::move(help), {}));
  return family->With({});
}

absl::StatusOr<Histogram*> Registry::AddHistogram(std::string name, std::string help,
                                                  const HistogramOptions& options) {
  TXTSENTRY_ASSIGN_OR_RETURN(auto* family,
                             AddHistogramFamily(std::move(name), std::move(help), {}, options));
  return family->With({});
}

absl::StatusOr<Family<Counter>*> Registry::AddCounterFamily(std::string name, std::string help,
                                                            LabelOptions labels) {
  auto family = std::make_shared<FamilySource<Counter>>(
      Description{std::move(name), std::move(help), Kind::kCounter, std::move(labels.names)},
      labels.children_max, [shards = shards_] { return std::make_unique<Counter>(shards); });
  TXTSENTRY_RETURN_IF_ERROR(Add(family));
  return family.get();
}

absl::StatusOr<Family<Histogram>*> Registry::AddHistogramFamily(std::string name, std::string help,
                                                                LabelOptions labels,
                                                                const HistogramOptions& options) {
  auto family = std::make_shared<FamilySource<Histogram>>(
      Description{std::move(name), std::move(help), Kind::kHistogram, std::move(labels.names)},
      labels.children_max,
      [options, shards = shards_] { return std::make_unique<Histogram>(options, shards); });
  TXTSENTRY_RETURN_IF_ERROR(Add(family));
  return family.get();
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
    for (const Description& d : known->descriptions()) taken.merge(NamesTaken(d));
  }
  for (const Description& d : source->descriptions()) {
    for (const std::string& name : NamesTaken(d)) {
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
