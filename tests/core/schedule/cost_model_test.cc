#include "core/schedule/cost_model.h"

#include <gtest/gtest.h>

namespace txtsentry::schedule {
namespace {

TEST(CostModelTest, PredictsNothingWithTooLittleData) {
  CostModel model;
  model.Observe(1000, 1000);
  EXPECT_FALSE(model.knows());
  EXPECT_EQ(model.PredictUs(1'000'000, 1), 0);
}

TEST(CostModelTest, LearnsTheRateOfAWorker) {
  CostModel model;
  for (int i = 0; i < 100; ++i) model.Observe(4000, 1000);
  EXPECT_TRUE(model.knows());
  EXPECT_NEAR(model.tokens_per_us(), 4, 1e-9);
  EXPECT_NEAR(static_cast<double>(model.PredictUs(40'000, 2)), 5000, 1);
}

TEST(CostModelTest, FollowsAChangedRate) {
  CostModel model;
  for (int i = 0; i < 1000; ++i) model.Observe(4000, 1000);
  // After twice kMemoryUs, new measurements have 86 % of the weight.
  for (int i = 0; i < 1000; ++i) model.Observe(1000, 1000);
  EXPECT_LT(model.tokens_per_us(), 1.5);
  EXPECT_GT(model.tokens_per_us(), 1.0);
}

TEST(CostModelTest, ToleratesAClockThatDoesNotAdvance) {
  CostModel model;
  model.Observe(0, 0);
  model.Observe(10, 0);
  for (int i = 0; i < 100; ++i) model.Observe(0, 1000);
  EXPECT_GE(model.PredictUs(1000, 1), 0);
}

}  // namespace
}  // namespace txtsentry::schedule
