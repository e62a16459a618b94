#include "core/metrics/local_histogram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "tests/support/random.h"

namespace txtsentry::metrics {
namespace {

using ::testing::HasSubstr;

// Values of many magnitudes, or all in a narrow place, as `shape` says.
int64_t RandomValue(test::Random& random, int64_t shape) {
  switch (shape) {
    case 0:
      return random.Between(0, 20);
    case 1:
      return random.Between(900, 1100);
    default:
      return static_cast<int64_t>(random.Next() >> random.Between(25, 63));
  }
}

// The definition that the header gives.
int64_t ExactQuantile(const std::vector<int64_t>& sorted, double q) {
  const auto rank = static_cast<int64_t>(std::ceil(q * static_cast<double>(sorted.size())));
  return sorted[std::max<int64_t>(rank, 1) - 1];
}

TEST(LocalHistogramTest, QuantilesKeepTheStatedBoundAgainstSortedValues) {
  test::Random random(7);
  for (int round = 0; round < 300; ++round) {
    const int resolution = static_cast<int>(random.Between(0, kResolutionMax));
    const double growth = std::exp2(std::exp2(-resolution));
    LocalHistogram histogram(HistogramBuckets(resolution, int64_t{1} << 40));
    std::vector<int64_t> values(random.Between(1, 500));
    for (int64_t& value : values) histogram.Record(value = RandomValue(random, round % 3));
    std::sort(values.begin(), values.end());
    for (const double q : {0.0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
      const int64_t exact = ExactQuantile(values, q);
      const int64_t got = histogram.Quantile(q);
      ASSERT_GE(got, exact) << "resolution " << resolution << " q " << q;
      ASSERT_TRUE(got == exact || static_cast<double>(got) < static_cast<double>(exact) * growth)
          << got << " for " << exact << " resolution " << resolution << " q " << q;
    }
    EXPECT_EQ(histogram.Quantile(1), values.back());
    EXPECT_EQ(histogram.min(), values.front());
    EXPECT_EQ(histogram.max(), values.back());
    EXPECT_EQ(histogram.count(), static_cast<int64_t>(values.size()));
    EXPECT_EQ(histogram.sum(), std::accumulate(values.begin(), values.end(), int64_t{0}));
  }
}

TEST(LocalHistogramTest, MergedPartsAreAsIfRecordedInOne) {
  test::Random random(8);
  const HistogramBuckets buckets(5, 1'000'000);
  for (int round = 0; round < 50; ++round) {
    LocalHistogram whole(buckets);
    std::vector<LocalHistogram> parts(4, LocalHistogram(buckets));
    for (int i = 0; i < 200; ++i) {
      const int64_t value = RandomValue(random, 2);
      whole.Record(value);
      parts[random.Between(0, 3)].Record(value);
    }
    LocalHistogram merged(buckets);
    for (const LocalHistogram& part : parts) ASSERT_TRUE(merged.Merge(part).ok());
    EXPECT_EQ(merged.counts(), whole.counts());
    EXPECT_EQ(merged.count(), whole.count());
    EXPECT_EQ(merged.sum(), whole.sum());
    EXPECT_EQ(merged.min(), whole.min());
    EXPECT_EQ(merged.max(), whole.max());
  }
}

TEST(LocalHistogramTest, RefusesToMergeOtherBucketsAndChangesNothing) {
  LocalHistogram a(HistogramBuckets(2, 1000));
  LocalHistogram b(HistogramBuckets(3, 1000));
  b.Record(4);
  const absl::Status status = a.Merge(b);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("resolution=2"));
  EXPECT_EQ(a.count(), 0);
}

TEST(LocalHistogramTest, OfNothingIsZero) {
  const LocalHistogram histogram(HistogramBuckets(2, 1000));
  EXPECT_EQ(histogram.Quantile(0.5), 0);
  EXPECT_EQ(histogram.min(), 0);
  EXPECT_EQ(histogram.max(), 0);
  EXPECT_EQ(histogram.Mean(), 0);
}

TEST(LocalHistogramTest, ManyAtOnceAreAsManyOneByOne) {
  LocalHistogram one_by_one(HistogramBuckets(2, 1000));
  LocalHistogram at_once(HistogramBuckets(2, 1000));
  for (int i = 0; i < 9; ++i) one_by_one.Record(33);
  at_once.RecordMany(33, 9);
  at_once.RecordMany(44, 0);
  EXPECT_EQ(at_once.counts(), one_by_one.counts());
  EXPECT_EQ(at_once.sum(), 9 * 33);
  EXPECT_EQ(at_once.Mean(), 33);
}

TEST(LocalHistogramTest, AValueBeyondTheLastBucketIsGivenAsTheMaximum) {
  LocalHistogram histogram(HistogramBuckets(2, 1000));
  histogram.Record(5);
  histogram.Record(123'456);
  EXPECT_EQ(histogram.Quantile(0.9), 123'456);
  EXPECT_EQ(histogram.Quantile(0.5), 5);
}

}  // namespace
}  // namespace txtsentry::metrics
