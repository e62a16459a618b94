#include "server/observe/server_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <utility>

#include "tests/support/random_model.h"

namespace txtsentry::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ServerMetricsTest : public ::testing::Test {
 protected:
  ServerMetricsTest()
      : score_cache_(cache::ScoreCache::Create({}, *cache::RandomSipKey()).value()),
        record_cache_(pipeline::RecordCache::Create(1 << 20, *cache::RandomSipKey()).value()),
        metrics_(
            ServerMetrics::Create(models_, score_cache_.get(), record_cache_.get(), 4).value()) {
    pipeline::ClassifierOptions options;
    options.engine.engine = "reference";
    options.score_cache = score_cache_.get();
    options.record_cache = record_cache_.get();
    options.observer = metrics_.get();
    ServedModel served;
    served.name = "m";
    served.classifier = pipeline::Classifier::Create(test::RandomModel(1), clock_, options).value();
    models_.GoLive(std::move(served));
  }

  std::vector<pipeline::Result> Classify(std::vector<pipeline::Record> records) {
    std::promise<std::vector<pipeline::Result>> promise;
    const auto served = models_.Default().value();
    const auto call = served->classifier->Classify(
        std::move(records), {},
        [&](std::vector<pipeline::Result> results) { promise.set_value(std::move(results)); });
    EXPECT_TRUE(call.ok()) << call.status();
    return promise.get_future().get();
  }

  std::string Text() const { return metrics_->Expose(metrics::TextFormat::kPrometheus); }

  const base::SteadyClock clock_{};
  const std::unique_ptr<cache::ScoreCache> score_cache_;
  const std::unique_ptr<pipeline::RecordCache> record_cache_;
  ModelHost models_;
  const std::unique_ptr<ServerMetrics> metrics_;
};

TEST_F(ServerMetricsTest, CountsTheWorkOfBatcherAndCaches) {
  metrics_->OnResults(Classify({{"one", ""}, {"two", ""}, {"one", ""}}));
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_rows_scored_total 2\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_rows_under_way 0\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_cache_misses_total 2\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_cache_joins_total 1\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_cached_results_total 1\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_queue_seconds_count{priority=\"interactive\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("\nprocess_open_fds "));
  // The reference engine has no lanes, so it gets batches.
  EXPECT_THAT(text, Not(HasSubstr("\ntxtsentry_batch_rows_count 0\n")));
}

TEST_F(ServerMetricsTest, CountsResultsByOutcome) {
  pipeline::Result suspicious, harmless, failed;
  suspicious.verdict.suspicious = true;
  harmless.cached = true;
  failed.status = absl::InvalidArgumentError("too long");
  metrics_->OnResults({suspicious, harmless, harmless, failed});
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_results_total{result=\"suspicious\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_results_total{result=\"not_suspicious\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_results_total{result=\"error\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_cached_results_total 2\n"));
}

TEST_F(ServerMetricsTest, CountsCallsByMethodAndCode) {
  MethodMetrics* const method = metrics_->Method("a.B/C");
  EXPECT_EQ(metrics_->Method("a.B/C"), method);
  method->OnCall(grpc::StatusCode::OK, 1000, 3);
  method->OnCall(grpc::StatusCode::OK, 3000, 2);
  method->OnCall(grpc::StatusCode::RESOURCE_EXHAUSTED, 10, 1);
  method->OnCall(99, 10, 0);
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_calls_total{method=\"a.B/C\",code=\"OK\"} 2\n"));
  EXPECT_THAT(
      text, HasSubstr("\ntxtsentry_calls_total{method=\"a.B/C\",code=\"RESOURCE_EXHAUSTED\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_calls_total{method=\"a.B/C\",code=\"UNKNOWN\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_call_records_total{method=\"a.B/C\"} 6\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_call_seconds_count{method=\"a.B/C\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_call_seconds_sum{method=\"a.B/C\"} 0.00402\n"));
}

TEST_F(ServerMetricsTest, CountsBatchesByCloseReason) {
  metrics_->OnBatch(schedule::CloseReason::kTokens, 3, 250, 300);
  metrics_->OnComputed(200, 300);
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_batch_close_total{reason=\"tokens\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_batch_close_total{reason=\"rows\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_batch_padding_ratio_sum 0.16\n"));
  EXPECT_THAT(text, HasSubstr("\ntxtsentry_cost_ratio_sum 1.5\n"));
}

}  // namespace
}  // namespace txtsentry::server
