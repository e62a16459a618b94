#include "core/schedule/deadline_margin.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace txtsentry::schedule {
namespace {

TEST(DeadlineMarginTest, StaysWithinItsBounds) {
  DeadlineMargin margin;
  for (int i = 0; i < 1000; ++i) margin.OnFinished(2);
  EXPECT_EQ(margin.share(), DeadlineMargin::kShareMin);
  for (int i = 0; i < 1000; ++i) margin.OnFinished(0.1);
  EXPECT_EQ(margin.share(), DeadlineMargin::kShareMax);
}

// Jobs take twice the predicted time: the fraction settles where few of them are late.
TEST(DeadlineMarginTest, LearnsThatPredictionsAreTooShort) {
  DeadlineMargin margin;
  int late = 0;
  for (int i = 0; i < 2000; ++i) {
    const double used = 2 * margin.share();
    margin.OnFinished(used);
    if (i >= 1000 && used > 1) ++late;
  }
  EXPECT_EQ(late, 0);
  EXPECT_GT(margin.share(), 0.38);
  EXPECT_LT(margin.share(), 0.45);
}

}  // namespace
}  // namespace txtsentry::schedule
