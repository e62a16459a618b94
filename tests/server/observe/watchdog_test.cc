#include "server/observe/watchdog.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>

namespace txtsentry::server {
namespace {

TEST(LivenessTest, ChangesAfterSeveralFailuresAndAtTheFirstSuccess) {
  Liveness liveness({});
  EXPECT_FALSE(liveness.Judge("wrong"));
  EXPECT_FALSE(liveness.Judge("wrong"));
  EXPECT_FALSE(liveness.Judge(""));
  EXPECT_FALSE(liveness.Judge("wrong"));
  EXPECT_FALSE(liveness.Judge("wrong"));
  EXPECT_TRUE(liveness.alive());
  EXPECT_TRUE(liveness.Judge("wrong"));
  EXPECT_FALSE(liveness.alive());
  EXPECT_FALSE(liveness.Judge("wrong"));
  EXPECT_TRUE(liveness.Judge(""));
  EXPECT_TRUE(liveness.alive());
}

TEST(LivenessTest, WorkWithoutAnAnswerForTooLongIsAStall) {
  Liveness liveness({});
  constexpr base::TimeUs kSecond = 1'000'000;
  EXPECT_EQ(liveness.Stall(0, 5, 10), "");
  EXPECT_EQ(liveness.Stall(29 * kSecond, 5, 10), "");
  EXPECT_EQ(liveness.Stall(31 * kSecond, 5, 10), "5 records under way and none answered for 31 s");
  EXPECT_EQ(liveness.Stall(32 * kSecond, 5, 11), "");
  // Having no work is no stall, and work that arrives later gets the full time.
  EXPECT_EQ(liveness.Stall(100 * kSecond, 0, 11), "");
  EXPECT_EQ(liveness.Stall(101 * kSecond, 1, 11), "");
}

TEST(WatchdogTest, ReportsFailureAndRecovery) {
  const base::SteadyClock clock;
  std::atomic<bool> answers = false;
  std::promise<std::string> lost;
  std::promise<void> back;
  WatchdogOptions options;
  options.interval_us = 1000;
  WatchdogProbes probes;
  probes.listeners = [&] { return std::string(answers ? "" : "silent"); };
  probes.under_way = [] { return 0; };
  probes.answered = [] { return 0; };
  probes.on_change = [&](bool alive, const std::string& why) {
    if (alive) {
      back.set_value();
    } else {
      lost.set_value(why);
    }
  };
  const Watchdog watchdog(clock, options, std::move(probes));
  EXPECT_EQ(lost.get_future().get(), "silent");
  EXPECT_FALSE(watchdog.alive());
  answers = true;
  back.get_future().get();
  EXPECT_TRUE(watchdog.alive());
}

}  // namespace
}  // namespace txtsentry::server
