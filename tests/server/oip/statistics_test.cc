#include "server/oip/statistics.h"

#include <gtest/gtest.h>

namespace txtsentry::server::oip {
namespace {

ServedModelPtr Model(const std::string& name, const std::string& version) {
  auto model = std::make_shared<ServedModel>();
  model->name = name;
  model->version = version;
  return model;
}

inference::ModelStatistics Filled(const InferCounts& counts) {
  inference::ModelStatistics stats;
  counts.Fill(stats);
  return stats;
}

TEST(StatisticsTest, AddsUpCountsAndTimes) {
  Statistics statistics;
  const auto counts = statistics.Of(Model("a", "1"));
  counts->AddSuccess({10, 1'000, 200, 3}, 5, 1'000);
  counts->AddSuccess({20, 4'000, 300, 4}, 1, 2'000);
  counts->AddFailure(7);
  const inference::ModelStatistics stats = Filled(*counts);
  EXPECT_EQ(stats.inference_count(), 6u);
  EXPECT_EQ(stats.execution_count(), 2u);
  EXPECT_EQ(stats.last_inference(), 2'000u);
  EXPECT_EQ(stats.inference_stats().success().count(), 2u);
  EXPECT_EQ(stats.inference_stats().success().ns(), 5'537'000u);
  EXPECT_EQ(stats.inference_stats().compute_input().ns(), 30'000u);
  EXPECT_EQ(stats.inference_stats().queue().count(), 2u);
  EXPECT_EQ(stats.inference_stats().queue().ns(), 5'000'000u);
  EXPECT_EQ(stats.inference_stats().compute_infer().ns(), 500'000u);
  EXPECT_EQ(stats.inference_stats().compute_output().ns(), 7'000u);
  EXPECT_EQ(stats.inference_stats().fail().count(), 1u);
  EXPECT_EQ(stats.inference_stats().fail().ns(), 7'000u);
}

TEST(StatisticsTest, AreKeptPerVersion) {
  Statistics statistics;
  const auto first = Model("a", "1");
  const auto second = Model("a", "2");
  statistics.Of(first)->AddSuccess({}, 1, 0);
  EXPECT_EQ(Filled(*statistics.Of(second)).inference_count(), 0u);
  EXPECT_EQ(Filled(*statistics.Of(first)).inference_count(), 1u);
}

TEST(StatisticsTest, AReloadedVersionContinuesItsCounts) {
  Statistics statistics;
  statistics.Of(Model("a", "1"))->AddSuccess({}, 1, 0);
  EXPECT_EQ(Filled(*statistics.Of(Model("a", "1"))).inference_count(), 1u);
}

TEST(StatisticsTest, AreDroppedWithTheVersionOnceAnotherAppears) {
  Statistics statistics;
  std::weak_ptr<InferCounts> gone = statistics.Of(Model("a", "1"));
  EXPECT_FALSE(gone.expired());
  statistics.Of(Model("a", "2"));
  EXPECT_TRUE(gone.expired());
}

}  // namespace
}  // namespace txtsentry::server::oip
