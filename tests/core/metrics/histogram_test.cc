#include "core/metrics/histogram.h"

#include <gtest/gtest.h>

#include <numeric>
#include <thread>
#include <vector>

#include "tests/support/random.h"

namespace txtsentry::metrics {
namespace {

TEST(HistogramTest, WhatManyThreadsRecordIsWhatOneWouldHave) {
  HistogramOptions options;
  options.resolution = 3;
  options.value_max = 1'000'000;
  for (const int shards : {1, 4}) {
    Histogram histogram(options, shards);
    LocalHistogram expected(HistogramBuckets(options.resolution, options.value_max));
    std::vector<std::thread> threads;
    for (uint64_t t = 0; t < 6; ++t) {
      threads.emplace_back([&histogram, t] {
        test::Random random(t);
        for (int i = 0; i < 5000; ++i) histogram.Record(random.Between(-3, 2'000'000));
      });
      test::Random random(t);
      for (int i = 0; i < 5000; ++i) expected.Record(random.Between(-3, 2'000'000));
    }
    for (std::thread& thread : threads) thread.join();
    const LocalHistogram got = histogram.Snapshot();
    EXPECT_EQ(got.counts(), expected.counts());
    EXPECT_EQ(got.count(), expected.count());
    EXPECT_EQ(got.sum(), expected.sum());
    EXPECT_EQ(got.min(), expected.min());
    EXPECT_EQ(got.max(), expected.max());
  }
}

TEST(HistogramTest, ASnapshotBesideRecordsIsWhole) {
  Histogram histogram(HistogramOptions(), 2);
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&histogram] {
      for (int i = 1; i <= 5000; ++i) histogram.Record(i);
    });
  }
  int64_t before = 0;
  for (int i = 0; i < 200; ++i) {
    const LocalHistogram now = histogram.Snapshot();
    EXPECT_EQ(std::accumulate(now.counts().begin(), now.counts().end(), int64_t{0}), now.count());
    EXPECT_GE(now.count(), before);
    EXPECT_LE(now.Quantile(0.5), now.Quantile(1.0));
    EXPECT_LE(now.min(), now.max());
    before = now.count();
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(histogram.Snapshot().count(), 15'000);
}

TEST(HistogramTest, OfNothingIsEmpty) {
  const LocalHistogram nothing = Histogram(HistogramOptions(), 4).Snapshot();
  EXPECT_EQ(nothing.count(), 0);
  EXPECT_EQ(nothing.sum(), 0);
  EXPECT_EQ(nothing.min(), 0);
  EXPECT_EQ(nothing.max(), 0);
}

}  // namespace
}  // namespace txtsentry::metrics
