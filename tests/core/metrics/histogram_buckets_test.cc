#include "core/metrics/histogram_buckets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/random.h"

namespace txtsentry::metrics {
namespace {

// The definition that the header gives, 2^((i-1)/n) < value <= 2^(i/n), by a logarithm.
int64_t PlaceByLogarithm(int64_t value, int resolution) {
  const long double n = std::exp2(static_cast<long double>(resolution));
  return 1 + static_cast<int64_t>(std::ceil(n * std::log2(static_cast<long double>(value))));
}

TEST(HistogramBucketsTest, PlacesAreThoseOfTheDefinition) {
  test::Random random(1);
  for (int resolution = 0; resolution <= kResolutionMax; ++resolution) {
    const HistogramBuckets buckets(resolution, kHistogramValueMax);
    for (int64_t value = 1; value < 5000; ++value) {
      ASSERT_EQ(buckets.Place(value), PlaceByLogarithm(value, resolution)) << value;
    }
    for (int i = 0; i < 5000; ++i) {
      // 40 bits: far enough from the bounds for a logarithm in long double to be right.
      const int64_t value = 1 + static_cast<int64_t>(random.Next() >> random.Between(24, 62));
      ASSERT_EQ(buckets.Place(value), PlaceByLogarithm(value, resolution)) << value;
    }
  }
}

TEST(HistogramBucketsTest, ABoundIsTheLastValueOfItsPlace) {
  for (int resolution = 0; resolution <= kResolutionMax; ++resolution) {
    const HistogramBuckets buckets(resolution, kHistogramValueMax);
    for (int64_t place = 1; place < buckets.overflow(); ++place) {
      const int64_t bound = buckets.Bound(place);
      ASSERT_GE(bound, buckets.Bound(place - 1));
      if (bound == buckets.Bound(place - 1)) continue;  // Holds no whole number.
      ASSERT_EQ(buckets.Place(bound), place);
      ASSERT_GT(buckets.Place(bound + 1), place);
      ASSERT_EQ(buckets.Place(buckets.Bound(place - 1) + 1), place);
    }
  }
}

TEST(HistogramBucketsTest, ABucketsValuesDifferByLessThanTheGrowth) {
  for (int resolution = 0; resolution <= kResolutionMax; ++resolution) {
    const HistogramBuckets buckets(resolution, kHistogramValueMax);
    const double growth = std::exp2(std::exp2(-resolution));
    for (int64_t place = 1; place < buckets.overflow(); ++place) {
      const auto first = static_cast<double>(buckets.Bound(place - 1) + 1);
      ASSERT_LT(static_cast<double>(buckets.Bound(place)), first * growth * (1 + 1e-15));
    }
  }
}

TEST(HistogramBucketsTest, WhatLiesOutsideHasPlacesOfItsOwn) {
  const HistogramBuckets buckets(2, 1000);
  EXPECT_EQ(buckets.value_max(), 1024);
  EXPECT_EQ(buckets.Place(0), 0);
  EXPECT_EQ(buckets.Place(std::numeric_limits<int64_t>::min()), 0);
  EXPECT_EQ(buckets.Place(1024), buckets.overflow() - 1);
  EXPECT_EQ(buckets.Place(1025), buckets.overflow());
  EXPECT_EQ(buckets.Place(std::numeric_limits<int64_t>::max()), buckets.overflow());
  EXPECT_EQ(buckets.places(), buckets.overflow() + 1);
  EXPECT_EQ(buckets.Bound(buckets.overflow()), std::numeric_limits<int64_t>::max());
}

TEST(HistogramBucketsTest, OptionsOutOfRangeAreTheNearestInIt) {
  EXPECT_TRUE(HistogramBuckets(-1, 0) == HistogramBuckets(0, 1));
  EXPECT_TRUE(HistogramBuckets(99, std::numeric_limits<int64_t>::max()) ==
              HistogramBuckets(kResolutionMax, kHistogramValueMax));
  EXPECT_FALSE(HistogramBuckets(2, 1000) == HistogramBuckets(3, 1000));
}

}  // namespace
}  // namespace txtsentry::metrics
