#include "core/schedule/cost_model.h"

#include <gtest/gtest.h>

namespace txtsentry::schedule {
namespace {

TEST(CostModel, PredictsNothingBeforeItHasSeenEnough) {
  CostModel model;
  model.Observe(1000, 1000);
  EXPECT_FALSE(model.knows());
  EXPECT_EQ(model.PredictUs(1'000'000, 1), 0);
}

TEST(CostModel, LearnsTheRateOfAWorker) {
  CostModel model;
  for (int i = 0; i < 100; ++i) model.Observe(4000, 1000);
  EXPECT_TRUE(model.knows());
  EXPECT_NEAR(model.tokens_per_us(), 4, 1e-9);
  EXPECT_NEAR(static_cast<double>(model.PredictUs(40'000, 2)), 5000, 1);
}

TEST(CostModel, FollowsARateThatChanges) {
  CostModel model;
  for (int i = 0; i < 1000; ++i) model.Observe(4000, 1000);
  // Twice the memory later, 86 % of what counts is new.
  for (int i = 0; i < 1000; ++i) model.Observe(1000, 1000);
  EXPECT_LT(model.tokens_per_us(), 1.5);
  EXPECT_GT(model.tokens_per_us(), 1.0);
}

TEST(CostModel, TakesNoHarmFromAClockThatStandsStill) {
  CostModel model;
  model.Observe(0, 0);
  model.Observe(10, 0);
  for (int i = 0; i < 100; ++i) model.Observe(0, 1000);
  EXPECT_GE(model.PredictUs(1000, 1), 0);
}

}  // namespace
}  // namespace txtsentry::schedule
