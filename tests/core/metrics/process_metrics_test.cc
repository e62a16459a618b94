#include "core/metrics/process_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace txtsentry::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kStat[] =
    "4242 (a (b) c) S 1 4242 4242 0 -1 4194304 100 0 0 0 150 50 0 0 20 0 7 0 123456 1048576 256 "
    "18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

TEST(ProcessMetricsTest, ReadsTheFieldsBehindACommandWithParentheses) {
  const auto stat = ParseProcStat(kStat);
  ASSERT_TRUE(stat.ok()) << stat.status();
  EXPECT_EQ(stat->user_ticks, 150);
  EXPECT_EQ(stat->system_ticks, 50);
  EXPECT_EQ(stat->threads, 7);
  EXPECT_EQ(stat->start_ticks, 123456);
  EXPECT_EQ(stat->virtual_bytes, 1048576);
  EXPECT_EQ(stat->resident_pages, 256);
}

TEST(ProcessMetricsTest, RefusesWhatIsCutShortOrNoNumber) {
  for (const char* text : {"", "1 (a", "1 (a) S 1 2", "1 (a) S 1 1 1 0 -1 4 1 0 0 0 x 5 0 0"}) {
    EXPECT_EQ(ParseProcStat(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(ProcessMetricsTest, FindsTheBootTime) {
  EXPECT_EQ(ParseBootTime("cpu 1 2 3\nintr 5\nbtime 1700000000\nprocesses 3\n").value(),
            1'700'000'000);
  EXPECT_FALSE(ParseBootTime("cpu 1 2 3\n").ok());
  EXPECT_FALSE(ParseBootTime("btime soon\n").ok());
}

TEST(ProcessMetricsTest, ThisProcessHasThemAll) {
  Registry registry(1);
  const auto held = AddProcessMetrics(registry);
  ASSERT_TRUE(held.ok()) << held.status();
  const std::string text = registry.Expose(TextFormat::kPrometheus);
  for (const char* name : {"cpu_seconds_total", "resident_memory_bytes", "virtual_memory_bytes",
                           "open_fds", "max_fds", "start_time_seconds", "threads"}) {
    EXPECT_THAT(text, HasSubstr("\nprocess_" + std::string(name) + " "));
  }
  EXPECT_THAT(text, Not(HasSubstr("process_resident_memory_bytes 0\n")));
  EXPECT_THAT(text, Not(HasSubstr("process_open_fds 0\n")));
}

TEST(ProcessMetricsTest, WithoutAProcWhatCannotBeReadIsLeftOut) {
  Registry registry(1);
  const auto held = AddProcessMetrics(registry, "/nowhere/");
  const std::string text = registry.Expose(TextFormat::kPrometheus);
  EXPECT_THAT(text, HasSubstr("process_max_fds"));
  EXPECT_THAT(text, Not(HasSubstr("process_cpu")));
}

}  // namespace
}  // namespace txtsentry::metrics
