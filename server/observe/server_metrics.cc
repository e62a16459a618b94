#include "server/observe/server_metrics.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/metrics/process_metrics.h"

namespace txtsentry::server {
namespace {

using metrics::Kind;

constexpr const char* kPriorityNames[] = {"interactive", "bulk"};
constexpr const char* kCloseReasonNames[] = {"none_waited", "rows", "tokens", "share", "length"};
constexpr const char* kResultNames[] = {"suspicious", "not_suspicious", "error"};

// Recorded in microseconds, exposed in seconds; the same bounds in every process, so that they add
// up over pods.
metrics::HistogramOptions Seconds() {
  metrics::HistogramOptions options;
  options.units = 1e6;
  options.shown_from = 16;
  options.shown_to = 1 << 24;
  return options;
}

// A value that must be among the metric's, read at a scrape.
struct Reading {
  const char* name;
  const char* help;
  Kind kind;
  double (*read)(const schedule::BatcherStats& stats, const schedule::BatcherLoad& load);
};

#define TXTSENTRY_STAT(field)                                             \
  [](const schedule::BatcherStats& stats, const schedule::BatcherLoad&) { \
    return static_cast<double>(stats.field);                              \
  }
#define TXTSENTRY_LOAD(expression)                                       \
  [](const schedule::BatcherStats&, const schedule::BatcherLoad& load) { \
    return static_cast<double>(expression);                              \
  }

constexpr Reading kReadings[] = {
    {"txtsentry_rows_accepted_total", "Records taken into the queue.", Kind::kCounter,
     TXTSENTRY_STAT(rows_accepted)},
    {"txtsentry_rows_rejected_total", "Records refused because a limit was full.", Kind::kCounter,
     TXTSENTRY_STAT(rows_rejected)},
    {"txtsentry_rows_late_total", "Records refused as they would have come after their deadline.",
     Kind::kCounter, TXTSENTRY_STAT(rows_late)},
    {"txtsentry_rows_scored_total", "Records that an engine has scored.", Kind::kCounter,
     TXTSENTRY_STAT(rows_scored)},
    {"txtsentry_rows_failed_total", "Records that the engine could not score.", Kind::kCounter,
     TXTSENTRY_STAT(rows_failed)},
    {"txtsentry_rows_expired_total",
     "Records whose deadline passed while they waited; not computed.", Kind::kCounter,
     TXTSENTRY_STAT(rows_expired)},
    {"txtsentry_rows_cancelled_total", "Records cancelled while they waited; not computed.",
     Kind::kCounter, TXTSENTRY_STAT(rows_cancelled)},
    {"txtsentry_tokens_total", "Tokens of records computed.", Kind::kCounter,
     TXTSENTRY_STAT(tokens)},
    {"txtsentry_padded_tokens_total", "Tokens of records computed, padding counted.",
     Kind::kCounter, TXTSENTRY_STAT(padded_tokens)},
    {"txtsentry_tokens_reused_total",
     "Of the tokens of records computed, those skipped as the state behind them was known.",
     Kind::kCounter, TXTSENTRY_STAT(tokens_reused)},
    {"txtsentry_tokens_saved_total", "Tokens of records that expired or were cancelled.",
     Kind::kCounter, TXTSENTRY_STAT(tokens_saved)},
    {"txtsentry_batches_total", "Batches, or with lanes: times that a worker went to work.",
     Kind::kCounter, TXTSENTRY_STAT(batches)},
    {"txtsentry_rows_under_way", "Records accepted and not yet answered.", Kind::kGauge,
     TXTSENTRY_LOAD(load.rows)},
    {"txtsentry_tokens_under_way", "Their tokens.", Kind::kGauge, TXTSENTRY_LOAD(load.tokens)},
    {"txtsentry_bytes_under_way", "Their bytes.", Kind::kGauge, TXTSENTRY_LOAD(load.bytes)},
    {"txtsentry_queue_rows", "Records that no worker has taken yet.", Kind::kGauge,
     TXTSENTRY_LOAD(load.waiting_rows)},
    {"txtsentry_queue_tokens", "Their tokens.", Kind::kGauge, TXTSENTRY_LOAD(load.waiting_tokens)},
    {"txtsentry_queue_clients", "Clients whose records wait.", Kind::kGauge,
     TXTSENTRY_LOAD(load.clients)},
    {"txtsentry_tokens_per_second", "What the cost model has learned of all workers together.",
     Kind::kGauge, TXTSENTRY_LOAD(load.tokens_per_second)},
    {"txtsentry_backlog_seconds", "How long the tokens under way will take, by the cost model.",
     Kind::kGauge, TXTSENTRY_LOAD(1e-6 * static_cast<double>(load.backlog_us))}};

#undef TXTSENTRY_STAT
#undef TXTSENTRY_LOAD

constexpr FieldReading<cache::ScoreCacheStats> kCacheReadings[] = {
    {"txtsentry_cache_hits_total", "Records whose result was known.", Kind::kCounter,
     &cache::ScoreCacheStats::hits},
    {"txtsentry_cache_misses_total", "Records that had to be computed.", Kind::kCounter,
     &cache::ScoreCacheStats::misses},
    {"txtsentry_cache_joins_total", "Records that waited for an equal one under way.",
     Kind::kCounter, &cache::ScoreCacheStats::joins},
    {"txtsentry_cache_handovers_total", "Records computed in place of an equal one given up.",
     Kind::kCounter, &cache::ScoreCacheStats::handovers},
    {"txtsentry_cache_overtakes_total",
     "Records computed although a less urgent equal one was under way.", Kind::kCounter,
     &cache::ScoreCacheStats::overtakes},
    {"txtsentry_cache_evictions_total", "Results that made room for others.", Kind::kCounter,
     &cache::ScoreCacheStats::evictions},
    {"txtsentry_cache_entries", "Results kept.", Kind::kGauge, &cache::ScoreCacheStats::entries},
    {"txtsentry_cache_bytes", "Their bytes.", Kind::kGauge, &cache::ScoreCacheStats::bytes},
    {"txtsentry_cache_bytes_reserved", "Bytes the cache holds, full or not.", Kind::kGauge,
     &cache::ScoreCacheStats::bytes_reserved}};

constexpr FieldReading<pipeline::RecordCacheStats> kMemoReadings[] = {
    {"txtsentry_memo_hits_total", "Records whose whole answer was known.", Kind::kCounter,
     &pipeline::RecordCacheStats::hits},
    {"txtsentry_memo_misses_total", "Records whose answer was not known.", Kind::kCounter,
     &pipeline::RecordCacheStats::misses},
    {"txtsentry_memo_evictions_total", "Answers that made room for others.", Kind::kCounter,
     &pipeline::RecordCacheStats::evictions},
    {"txtsentry_memo_entries", "Answers kept.", Kind::kGauge, &pipeline::RecordCacheStats::entries},
    {"txtsentry_memo_bytes", "Their bytes.", Kind::kGauge, &pipeline::RecordCacheStats::bytes},
    {"txtsentry_memo_bytes_reserved", "Bytes the memo holds, full or not.", Kind::kGauge,
     &pipeline::RecordCacheStats::bytes_reserved}};

metrics::Description Describe(const char* name, const char* help, Kind kind) {
  return {name, help, kind, {}};
}

}  // namespace

void MethodMetrics::OnCall(int code, base::TimeUs duration_us, int64_t records) {
  const int known = code >= 0 && code < kCodes ? code : grpc::StatusCode::UNKNOWN;
  calls_[known]->Increment();
  records_->Add(records);
  seconds_->Record(duration_us);
}

absl::StatusOr<std::unique_ptr<ServerMetrics>> ServerMetrics::Create(
    const ModelHost& models, const cache::ScoreCache* cache, const pipeline::RecordCache* memo,
    int threads) {
  std::unique_ptr<ServerMetrics> metrics(new ServerMetrics(threads));
  TXTSENTRY_RETURN_IF_ERROR(metrics->AddCallMetrics());
  TXTSENTRY_RETURN_IF_ERROR(metrics->AddBatchMetrics());
  TXTSENTRY_RETURN_IF_ERROR(metrics->AddBatcherCounts(models));
  if (cache != nullptr) {
    TXTSENTRY_RETURN_IF_ERROR(metrics->AddFields<cache::ScoreCacheStats>(
        kCacheReadings, [cache] { return cache->stats(); }));
  }
  if (memo != nullptr) {
    TXTSENTRY_RETURN_IF_ERROR(metrics->AddFields<pipeline::RecordCacheStats>(
        kMemoReadings, [memo] { return memo->stats(); }));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(auto process, metrics::AddProcessMetrics(metrics->registry_));
  metrics->callbacks_.push_back(std::move(process));
  return metrics;
}

absl::Status ServerMetrics::AddCallMetrics() {
  TXTSENTRY_ASSIGN_OR_RETURN(
      calls_, registry_.AddCounterFamily("txtsentry_calls_total", "Calls that have ended.",
                                         {{"method", "code"}, 512}));
  TXTSENTRY_ASSIGN_OR_RETURN(
      call_records_, registry_.AddCounterFamily("txtsentry_call_records_total",
                                                "Records that calls brought.", {{"method"}}));
  TXTSENTRY_ASSIGN_OR_RETURN(call_seconds_,
                             registry_.AddHistogramFamily(
                                 "txtsentry_call_seconds",
                                 "From a call's arrival to its end; of a stream, all of its life.",
                                 {{"method"}}, Seconds()));
  TXTSENTRY_ASSIGN_OR_RETURN(
      auto* results,
      registry_.AddCounterFamily("txtsentry_results_total",
                                 "Records answered, by what came of them.", {{"result"}}));
  for (size_t i = 0; i < results_.size(); ++i) {
    TXTSENTRY_ASSIGN_OR_RETURN(results_[i], results->With({kResultNames[i]}));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(
      cached_results_, registry_.AddCounter("txtsentry_cached_results_total",
                                            "Records answered with the result of an equal one."));
  return absl::OkStatus();
}

absl::Status ServerMetrics::AddBatchMetrics() {
  TXTSENTRY_ASSIGN_OR_RETURN(
      auto* queue, registry_.AddHistogramFamily("txtsentry_queue_seconds",
                                                "How long records waited for an engine worker.",
                                                {{"priority"}}, Seconds()));
  for (size_t i = 0; i < queue_seconds_.size(); ++i) {
    TXTSENTRY_ASSIGN_OR_RETURN(queue_seconds_[i], queue->With({kPriorityNames[i]}));
  }
  metrics::HistogramOptions counts;
  counts.shown_from = 1;
  counts.shown_to = 256;
  TXTSENTRY_ASSIGN_OR_RETURN(
      rows_together_,
      registry_.AddHistogram("txtsentry_rows_together",
                             "Of each record: how many were computed beside each other.", counts));
  TXTSENTRY_ASSIGN_OR_RETURN(
      batch_rows_, registry_.AddHistogram("txtsentry_batch_rows",
                                          "Records of a batch, of engines without lanes.", counts));
  metrics::HistogramOptions tokens;
  tokens.shown_from = 16;
  tokens.shown_to = 1 << 20;
  TXTSENTRY_ASSIGN_OR_RETURN(batch_tokens_, registry_.AddHistogram("txtsentry_batch_tokens",
                                                                   "Tokens of a batch.", tokens));
  metrics::HistogramOptions ratio;
  ratio.units = 100;
  ratio.shown_from = 1;
  ratio.shown_to = 100;
  TXTSENTRY_ASSIGN_OR_RETURN(
      padding_percent_, registry_.AddHistogram("txtsentry_batch_padding_ratio",
                                               "The share of a batch that is padding.", ratio));
  ratio.shown_from = 10;
  ratio.shown_to = 1000;
  TXTSENTRY_ASSIGN_OR_RETURN(
      cost_ratio_,
      registry_.AddHistogram("txtsentry_cost_ratio",
                             "Time taken to time predicted by the cost model, stretch by stretch.",
                             ratio));
  TXTSENTRY_ASSIGN_OR_RETURN(
      auto* closes,
      registry_.AddCounterFamily("txtsentry_batch_close_total",
                                 "Batches by why no further record joined.", {{"reason"}}));
  for (size_t i = 0; i < closes_.size(); ++i) {
    TXTSENTRY_ASSIGN_OR_RETURN(closes_[i], closes->With({kCloseReasonNames[i]}));
  }
  return absl::OkStatus();
}

absl::Status ServerMetrics::AddBatcherCounts(const ModelHost& models) {
  std::vector<metrics::Description> descriptions;
  for (const Reading& reading : kReadings) {
    descriptions.push_back(Describe(reading.name, reading.help, reading.kind));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(
      auto counts,
      registry_.AddCallbacks(std::move(descriptions), [&models](absl::Span<double> values) {
        const schedule::BatcherStats stats = models.stats();
        const schedule::BatcherLoad load = models.load();
        for (size_t i = 0; i < values.size(); ++i) values[i] = kReadings[i].read(stats, load);
      }));
  callbacks_.push_back(std::move(counts));
  return absl::OkStatus();
}

template <typename Stats>
absl::Status ServerMetrics::AddFields(absl::Span<const FieldReading<Stats>> readings,
                                      std::function<Stats()> read) {
  std::vector<metrics::Description> descriptions;
  for (const FieldReading<Stats>& reading : readings) {
    descriptions.push_back(Describe(reading.name, reading.help, reading.kind));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(
      auto counts,
      registry_.AddCallbacks(std::move(descriptions),
                             [readings, read = std::move(read)](absl::Span<double> values) {
                               const Stats stats = read();
                               for (size_t i = 0; i < values.size(); ++i) {
                                 values[i] = static_cast<double>(stats.*readings[i].field);
                               }
                             }));
  callbacks_.push_back(std::move(counts));
  return absl::OkStatus();
}

absl::Status ServerMetrics::AddModelCounts(const ModelRepository* repository,
                                           const Shadow& shadow) {
  const std::vector<metrics::Description> descriptions = {
      Describe("txtsentry_model_switches_total", "Versions that went live.", Kind::kCounter),
      Describe("txtsentry_model_load_failures_total", "Versions that failed at a gate.",
               Kind::kCounter),
      Describe("txtsentry_shadow_compared_total", "Records that a shadow was compared on.",
               Kind::kCounter),
      Describe("txtsentry_shadow_disagreements_total", "Of them, those with another label.",
               Kind::kCounter),
      Describe("txtsentry_shadow_shed_total", "Records that shadows were too slow for.",
               Kind::kCounter),
      Describe("txtsentry_shadow_difference_sum", "The differences in probability, added up.",
               Kind::kGauge)};
  TXTSENTRY_ASSIGN_OR_RETURN(
      auto counts,
      registry_.AddCallbacks(descriptions, [repository, &shadow](absl::Span<double> values) {
        if (repository != nullptr) {
          const RepositoryStats stats = repository->stats();
          values[0] = static_cast<double>(stats.switches);
          values[1] = 0;
          for (const auto& [gate, failures] : stats.failed_at_gate) {
            values[1] += static_cast<double>(failures);
          }
        }
        std::fill(values.begin() + 2, values.end(), 0);
        for (const ShadowStats& stats : shadow.stats()) {
          values[2] += static_cast<double>(stats.compared);
          values[3] += static_cast<double>(stats.label_disagreements);
          values[4] += static_cast<double>(stats.shed);
          values[5] += stats.difference_sum;
        }
      }));
  model_callbacks_ = std::move(counts);
  return absl::OkStatus();
}

MethodMetrics* ServerMetrics::Method(std::string_view name) {
  const base::MutexLock lock(mu_);
  const auto found = methods_.find(name);
  if (found != methods_.end()) return found->second.get();
  auto method = std::make_unique<MethodMetrics>();
  // Names are the services' own, so that no value is refused.
  for (size_t code = 0; code < method->calls_.size(); ++code) {
    method->calls_[code] =
        calls_->With({name, absl::StatusCodeToString(static_cast<absl::StatusCode>(code))}).value();
  }
  method->records_ = call_records_->With({name}).value();
  method->seconds_ = call_seconds_->With({name}).value();
  return (methods_[std::string(name)] = std::move(method)).get();
}

void ServerMetrics::OnResults(const std::vector<pipeline::Result>& results) {
  std::array<int64_t, 3> counts = {};
  int64_t cached = 0;
  for (const pipeline::Result& result : results) {
    ++counts[!result.status.ok() ? 2 : result.verdict.suspicious ? 0 : 1];
    cached += result.cached ? 1 : 0;
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) results_[i]->Add(counts[i]);
  }
  if (cached > 0) cached_results_->Add(cached);
}

void ServerMetrics::OnRowStart(schedule::Priority priority, base::TimeUs waited_us,
                               int64_t together) {
  queue_seconds_[static_cast<size_t>(priority)]->Record(waited_us);
  rows_together_->Record(together);
}

void ServerMetrics::OnBatch(schedule::CloseReason reason, int64_t rows, int64_t tokens,
                            int64_t padded_tokens) {
  closes_[static_cast<size_t>(reason)]->Increment();
  batch_rows_->Record(rows);
  batch_tokens_->Record(tokens);
  padding_percent_->Record(100 * (padded_tokens - tokens) / std::max<int64_t>(1, padded_tokens));
}

void ServerMetrics::OnComputed(base::TimeUs predicted_us, base::TimeUs actual_us) {
  if (predicted_us > 0) cost_ratio_->Record(100 * actual_us / predicted_us);
}

}  // namespace txtsentry::server
