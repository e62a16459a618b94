// Values that live elsewhere and are read when someone looks: the depth of a queue, the counts a
// batcher keeps.
#ifndef TXTSENTRY_CORE_METRICS_CALLBACK_METRICS_H_
#define TXTSENTRY_CORE_METRICS_CALLBACK_METRICS_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/types/span.h"
#include "core/base/mutex.h"
#include "core/metrics/family.h"
#include "core/metrics/text_writer.h"

namespace txtsentry::metrics {

// Writes one value for each description, in their order. An entry comes in as NaN, and one that is
// left so is not exposed. Called by the thread that scrapes, and by several at once when several
// scrape; under no lock of the registry's. Must not withdraw its own metrics.
using ReadValues = std::function<void(absl::Span<double>)>;

// Thread-safe.
class CallbackMetrics final : public Source {
 public:
  CallbackMetrics(std::vector<Description> descriptions, ReadValues read)
      : descriptions_(std::move(descriptions)), read_(std::move(read)) {}

  const std::vector<Description>& descriptions() const override { return descriptions_; }
  void Write(TextWriter& writer) override;
  bool withdrawn() const override;

  // Returns when no call of the callback runs and none will start.
  void Withdraw();

 private:
  bool Enter();
  void Leave();

  const std::vector<Description> descriptions_;
  const ReadValues read_;

  mutable base::Mutex mu_;
  base::CondVar idle_;
  int running_ ABSL_GUARDED_BY(mu_) = 0;
  bool withdrawn_ ABSL_GUARDED_BY(mu_) = false;
};

// Holds callback metrics in a registry. Its end withdraws them, so that an owner which keeps it as
// its last member may capture itself in the callback. May outlive the registry. One thread only.
class CallbackRegistration {
 public:
  CallbackRegistration() = default;
  explicit CallbackRegistration(std::shared_ptr<CallbackMetrics> metrics)
      : metrics_(std::move(metrics)) {}
  CallbackRegistration(CallbackRegistration&& other) noexcept = default;
  CallbackRegistration& operator=(CallbackRegistration&& other) noexcept {
    if (this != &other) {
      Withdraw();
      metrics_ = std::move(other.metrics_);
    }
    return *this;
  }
  ~CallbackRegistration() { Withdraw(); }

  void Withdraw() {
    if (metrics_ != nullptr) metrics_->Withdraw();
    metrics_.reset();
  }

 private:
  std::shared_ptr<CallbackMetrics> metrics_;
};

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_CALLBACK_METRICS_H_
