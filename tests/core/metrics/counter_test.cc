#include "core/metrics/counter.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "core/metrics/thread_shard.h"

namespace txtsentry::metrics {
namespace {

TEST(CounterTest, CountsFromMoreThreadsThanShardsAreAllThere) {
  Counter counter(2);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&counter] {
      for (int i = 0; i < 10'000; ++i) counter.Increment();
      counter.Add(5);
    });
  }
  int64_t before = 0;
  for (int i = 0; i < 100; ++i) {
    const int64_t now = counter.value();
    EXPECT_GE(now, before);
    before = now;
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter.value(), 8 * 10'005);
}

TEST(CounterTest, NeverFalls) {
  Counter counter(1);
  counter.Add(7);
  counter.Add(-3);
  counter.Add(0);
  EXPECT_EQ(counter.value(), 7);
}

TEST(ThreadShardTest, ShardsAreThePowerOfTwoThatHoldsTheThreads) {
  EXPECT_EQ(ShardsFor(-1), 1);
  EXPECT_EQ(ShardsFor(1), 1);
  EXPECT_EQ(ShardsFor(3), 4);
  EXPECT_EQ(ShardsFor(1000), kShardsMax);
}

TEST(ThreadShardTest, AThreadKeepsItsNumberAndSharesItWithNone) {
  const uint32_t mine = ThreadNumber();
  uint32_t other = mine;
  std::thread([&other] { other = ThreadNumber(); }).join();
  EXPECT_EQ(ThreadNumber(), mine);
  EXPECT_NE(other, mine);
}

}  // namespace
}  // namespace txtsentry::metrics
