#include "client/bench/arrivals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace txtsentry::client {
namespace {

using ::testing::ElementsAre;

std::vector<base::TimeUs> Take(CallTimes& times, int count) {
  std::vector<base::TimeUs> taken;
  for (int i = 0; i < count; ++i) taken.push_back(times.NextUs());
  return taken;
}

TEST(ArrivalsTest, ConstantArrivalsDoNotDrift) {
  const auto times = MakeArrivals(Arrivals::kConstant, 3, 1);
  EXPECT_THAT(Take(*times, 4), ElementsAre(0, 333'333, 666'667, 1'000'000));
  Take(*times, 3 * 3600 - 4);
  EXPECT_EQ(times->NextUs(), 3'600'000'000);
}

TEST(ArrivalsTest, PoissonArrivalsAreExponential) {
  constexpr int kCalls = 200'000;
  constexpr double kMeanUs = 400;  // For 2500 calls per second.
  const auto times = MakeArrivals(Arrivals::kPoisson, 1e6 / kMeanUs, 7);
  double sum = 0;
  double squares = 0;
  base::TimeUs last_us = 0;
  for (const base::TimeUs time_us : Take(*times, kCalls)) {
    ASSERT_GE(time_us, last_us);
    const auto distance = static_cast<double>(time_us - last_us);
    sum += distance;
    squares += distance * distance;
    last_us = time_us;
  }
  const double mean = sum / kCalls;
  const double variance = squares / kCalls - mean * mean;
  // Five standard errors: 1/sqrt(n) for the mean, sqrt(8/n) for the variance.
  EXPECT_NEAR(mean / kMeanUs, 1, 5 / std::sqrt(kCalls));
  EXPECT_NEAR(variance / (kMeanUs * kMeanUs), 1, 5 * std::sqrt(8.0 / kCalls));
}

TEST(ArrivalsTest, PoissonArrivalsAreDeterministicForASeed) {
  const auto a = MakeArrivals(Arrivals::kPoisson, 1000, 5);
  const auto b = MakeArrivals(Arrivals::kPoisson, 1000, 5);
  const auto other = MakeArrivals(Arrivals::kPoisson, 1000, 6);
  const auto taken = Take(*a, 100);
  EXPECT_EQ(taken, Take(*b, 100));
  EXPECT_NE(taken, Take(*other, 100));
}

TEST(ArrivalsTest, TraceIsReplayedAtItsSpeed) {
  EXPECT_THAT(Take(*MakeTraceTimes({0, 10, 10, 25}, 1), 5),
              ElementsAre(0, 10, 10, 25, base::kNever));
  EXPECT_THAT(Take(*MakeTraceTimes({0, 10, 30}, 2), 4), ElementsAre(0, 5, 15, base::kNever));
}

}  // namespace
}  // namespace txtsentry::client
