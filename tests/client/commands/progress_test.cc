#include "client/commands/progress.h"

#include "gtest/gtest.h"

namespace txtsentry::client {
namespace {

constexpr int64_t kMiB = 1024 * 1024;

ProgressNumbers Numbers(int64_t records, base::TimeUs elapsed_us) {
  ProgressNumbers numbers;
  numbers.records = records;
  numbers.elapsed_us = elapsed_us;
  return numbers;
}

TEST(ProgressTextTest, ShowsTheProgressAndTheTimeLeft) {
  ProgressNumbers numbers = Numbers(12'345, 2'000'000);
  numbers.bytes_read = 30 * kMiB;
  numbers.bytes_total = 120 * kMiB;
  EXPECT_EQ(ProgressText(numbers), "12345 records, 6172/s, 30.0 of 120.0 MiB (25 %), 0:06 left");
  numbers.errors = 3;
  numbers.elapsed_us = 3'600'000'000;
  EXPECT_EQ(ProgressText(numbers),
            "12345 records, 3/s, 3 errors, 30.0 of 120.0 MiB (25 %), 3:00:00 left");
}

TEST(ProgressTextTest, OmitsUnknownParts) {
  ProgressNumbers numbers = Numbers(5, 1'000'000);
  numbers.bytes_read = kMiB / 2;
  EXPECT_EQ(ProgressText(numbers), "5 records, 5/s, 0.5 MiB read");
  EXPECT_EQ(ProgressText(Numbers(0, 0)), "0 records, 0.0 MiB read");
}

TEST(ProgressTextTest, NeverShowsNegativeTime) {
  ProgressNumbers numbers = Numbers(5, 1'000'000);
  numbers.bytes_read = 3 * kMiB;
  numbers.bytes_total = 2 * kMiB;
  EXPECT_EQ(ProgressText(numbers), "5 records, 5/s, 3.0 of 2.0 MiB (100 %), 0:00 left");
}

TEST(ProgressMeterTest, RedrawsATerminalLineAtMostTenTimesASecond) {
  ProgressMeter meter(ProgressMode::kTerminal);
  EXPECT_EQ(meter.Update(Numbers(1, 99'999)), "");
  EXPECT_EQ(meter.Clear(), "");
  EXPECT_EQ(meter.Update(Numbers(1, 100'000)), "\r\x1b[K1 records, 10/s, 0.0 MiB read");
  EXPECT_EQ(meter.Update(Numbers(2, 199'999)), "");
  EXPECT_NE(meter.Update(Numbers(2, 200'000)), "");
  EXPECT_EQ(meter.Clear(), "\r\x1b[K");
  EXPECT_EQ(meter.Clear(), "");
}

TEST(ProgressMeterTest, WritesAPlainLineEveryTenSeconds) {
  ProgressMeter meter(ProgressMode::kPlain);
  EXPECT_EQ(meter.Update(Numbers(1, 9'999'999)), "");
  EXPECT_EQ(meter.Update(Numbers(10, 10'000'000)), "10 records, 1/s, 0.0 MiB read\n");
  EXPECT_EQ(meter.Update(Numbers(10, 19'000'000)), "");
  EXPECT_EQ(meter.Clear(), "");
}

TEST(ProgressMeterTest, IsSilentIfDisabled) {
  ProgressMeter meter(ProgressMode::kNever);
  EXPECT_EQ(meter.Update(Numbers(1, 1'000'000'000)), "");
  EXPECT_EQ(meter.Clear(), "");
}

}  // namespace
}  // namespace txtsentry::client
