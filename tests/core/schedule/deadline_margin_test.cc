#include "core/schedule/deadline_margin.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace txtsentry::schedule {
namespace {

TEST(DeadlineMargin, StaysWithinItsBounds) {
  DeadlineMargin headroom;
  for (int i = 0; i < 1000; ++i) headroom.OnFinished(2);
  EXPECT_EQ(headroom.share(), DeadlineMargin::kShareMin);
  for (int i = 0; i < 1000; ++i) headroom.OnFinished(0.1);
  EXPECT_EQ(headroom.share(), DeadlineMargin::kShareMax);
}

// Jobs take twice what is predicted: the share settles where few of them are late.
TEST(DeadlineMargin, LearnsThatPredictionsAreTooShort) {
  DeadlineMargin headroom;
  int late = 0;
  for (int i = 0; i < 2000; ++i) {
    const double used = 2 * headroom.share();
    headroom.OnFinished(used);
    if (i >= 1000 && used > 1) ++late;
  }
  EXPECT_EQ(late, 0);
  EXPECT_GT(headroom.share(), 0.38);
  EXPECT_LT(headroom.share(), 0.45);
}

}  // namespace
}  // namespace txtsentry::schedule
