// Everything the daemon exports: what its parts count themselves is read at a scrape, what happens
// call by call is recorded here.
#ifndef TXTSENTRY_SERVER_OBSERVE_SERVER_METRICS_H_
#define TXTSENTRY_SERVER_OBSERVE_SERVER_METRICS_H_

#include <grpcpp/support/status.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "core/base/mutex.h"
#include "core/cache/score_cache.h"
#include "core/metrics/registry.h"
#include "core/pipeline/classifier.h"
#include "core/schedule/batch_observer.h"
#include "server/models/model_host.h"
#include "server/models/model_repository.h"
#include "server/models/shadow.h"

namespace txtsentry::server {

// Of one method. Thread-safe.
class MethodMetrics {
 public:
  // A call has ended: its code (gRPC's, or one that it does not know), how long it took, how many
  // records it brought.
  void OnCall(int code, base::TimeUs duration_us, int64_t records);

 private:
  friend class ServerMetrics;
  static constexpr int kCodes = 17;  // grpc::StatusCode's

  std::array<metrics::Counter*, kCodes> calls_ = {};
  metrics::Counter* records_ = nullptr;
  metrics::Histogram* seconds_ = nullptr;
};

// A metric that is a field of the counts that some part keeps.
template <typename Stats>
struct FieldReading {
  const char* name;
  const char* help;
  metrics::Kind kind;
  int64_t Stats::*field;
};

// Thread-safe.
class ServerMetrics final : public schedule::BatchObserver {
 public:
  // `models`, `cache` and `memo`, which may be nullptr, are borrowed and outlive it. `threads`:
  // about how many will write at once.
  static absl::StatusOr<std::unique_ptr<ServerMetrics>> Create(const ModelHost& models,
                                                               const cache::ScoreCache* cache,
                                                               const pipeline::RecordCache* memo,
                                                               int threads);

  // The metrics of a method, "txtsentry.v1.TxtClassifier/Classify", which live as long as this: a
  // service asks once and keeps them.
  MethodMetrics* Method(std::string_view name);

  // Counts records by what came of them.
  void OnResults(const std::vector<pipeline::Result>& results);

  // Adds what the repository and the shadows count. Both are borrowed and outlive it; `repository`
  // may be nullptr.
  absl::Status AddModelCounts(const ModelRepository* repository, const Shadow& shadow);

  // For parts that have metrics of their own.
  metrics::Registry& registry() { return registry_; }

  std::string Expose(metrics::TextFormat format) const { return registry_.Expose(format); }

  void OnRowStart(schedule::Priority priority, base::TimeUs waited_us, int64_t together) override;
  void OnBatch(schedule::CloseReason reason, int64_t rows, int64_t tokens,
               int64_t padded_tokens) override;
  void OnComputed(base::TimeUs predicted_us, base::TimeUs actual_us) override;

 private:
  explicit ServerMetrics(int threads) : registry_(threads) {}

  absl::Status AddCallMetrics();
  absl::Status AddBatchMetrics();
  absl::Status AddBatcherCounts(const ModelHost& models);
  // Metrics that are fields of what `read` returns.
  template <typename Stats>
  absl::Status AddFields(absl::Span<const FieldReading<Stats>> readings,
                         std::function<Stats()> read);

  metrics::Registry registry_;
  metrics::Family<metrics::Counter>* calls_ = nullptr;
  metrics::Family<metrics::Counter>* call_records_ = nullptr;
  metrics::Family<metrics::Histogram>* call_seconds_ = nullptr;
  std::array<metrics::Counter*, 3> results_ = {};  // Suspicious, not suspicious, error.
  metrics::Counter* cached_results_ = nullptr;
  std::array<metrics::Histogram*, 2> queue_seconds_ = {};  // By priority.
  metrics::Histogram* rows_together_ = nullptr;
  metrics::Histogram* batch_rows_ = nullptr;
  metrics::Histogram* batch_tokens_ = nullptr;
  metrics::Histogram* padding_percent_ = nullptr;
  metrics::Histogram* cost_ratio_ = nullptr;
  std::array<metrics::Counter*, schedule::kCloseReasons> closes_ = {};

  base::Mutex mu_;
  std::map<std::string, std::unique_ptr<MethodMetrics>, std::less<>> methods_ ABSL_GUARDED_BY(mu_);

  std::vector<metrics::CallbackRegistration> callbacks_;  // Last: they read what is borrowed.
  metrics::CallbackRegistration model_callbacks_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_SERVER_METRICS_H_
