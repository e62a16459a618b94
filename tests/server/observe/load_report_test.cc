#include "server/observe/load_report.h"

#include <gtest/gtest.h>

#include "xds/data/orca/v3/orca_load_report.pb.h"

namespace txtsentry::server {
namespace {

class HandClock final : public base::Clock {
 public:
  base::TimeUs NowUs() const override { return now_us; }
  base::TimeUs now_us = 5'000'000;
};

class LoadReportTest : public ::testing::Test {
 protected:
  xds::data::orca::v3::OrcaLoadReport Read() {
    xds::data::orca::v3::OrcaLoadReport report;
    EXPECT_TRUE(report.ParseFromString(report_.Trailer().value()));
    return report;
  }

  HandClock clock_;
  LoadReading reading_;
  int reads_ = 0;
  LoadReport report_{clock_, 2, [this] {
                       ++reads_;
                       return reading_;
                     }};
};

TEST_F(LoadReportTest, IsZeroWhenIdle) {
  clock_.now_us += 1'000'000;
  EXPECT_EQ(Read().ByteSizeLong(), 0U);
}

TEST_F(LoadReportTest, ReportsTheBusyShareAndTheBacklog) {
  reading_.tokens = 500;
  reading_.tokens_per_second = 1000;
  reading_.cpu_us = 1'000'000;
  for (int i = 0; i < 8; ++i) report_.Count(i < 2);
  clock_.now_us += 1'000'000;
  auto report = Read();
  EXPECT_DOUBLE_EQ(report.application_utilization(), 0.5);
  EXPECT_DOUBLE_EQ(report.cpu_utilization(), 0.5);
  EXPECT_DOUBLE_EQ(report.rps_fractional(), 8);
  EXPECT_DOUBLE_EQ(report.eps(), 2);
  reading_.tokens = 1500;
  reading_.backlog_us = 300'000;
  clock_.now_us += 1'000'000;
  report = Read();
  EXPECT_DOUBLE_EQ(report.application_utilization(), 1 + 3);
  EXPECT_DOUBLE_EQ(report.rps_fractional(), 0);
}

TEST_F(LoadReportTest, OneAnswerPerMillisecondCarriesIt) {
  clock_.now_us += 1'000'000;
  EXPECT_TRUE(report_.Trailer().has_value());
  clock_.now_us += 999;
  EXPECT_FALSE(report_.Trailer().has_value());
  clock_.now_us += 1;
  EXPECT_TRUE(report_.Trailer().has_value());
}

TEST_F(LoadReportTest, IsComputedAtMostTenTimesASecond) {
  reads_ = 0;
  for (int i = 0; i < 100; ++i) {
    clock_.now_us += 10'000;
    report_.Trailer();
  }
  EXPECT_EQ(reads_, 10);
}

}  // namespace
}  // namespace txtsentry::server
