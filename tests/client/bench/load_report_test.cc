#include "client/bench/load_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cmath>

#include "client/bench/live_line.h"

namespace txtsentry::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

LoadResult Run(double rate, int64_t latency_us) {
  LoadResult run;
  run.offered_per_s = rate;
  run.seconds = 2;
  run.calls_by_code[0] = run.answered_calls = run.answered_in_time = 100;
  run.answered_records = 300;
  run.latency_us.RecordMany(latency_us, 100);
  run.send_lag_us.RecordMany(5, 100);
  return run;
}

LoadReport Example() {
  LoadReport report;
  report.options.target.target = "127.0.0.1:8500";
  report.options.mode = LoadMode::kOpen;
  report.server = "test@1+0123456789ab, engine simd";
  report.records = 50;
  report.runs = {Run(50, 300), Run(100, 2'000)};
  LoadResult& last = report.runs.back();
  last.calls_by_code[8] = 3;
  last.skipped = 7;
  last.late = 10;
  last.answered_in_time = 90;
  return report;
}

double Number(const simdjson::dom::element& root, const std::string& pointer) {
  double value = NAN;
  EXPECT_FALSE(root.at_pointer(pointer).get(value)) << pointer;
  return value;
}

TEST(LoadReportTest, JsonIsValid) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  const std::string json = LoadAsJson(Example());
  ASSERT_FALSE(parser.parse(json).get(root)) << json;
  EXPECT_EQ(Number(root, "/runs/0/offered_calls_per_s"), 50);
  EXPECT_EQ(Number(root, "/runs/0/calls_per_s"), 50);
  EXPECT_EQ(Number(root, "/runs/0/records_per_s"), 150);
  EXPECT_EQ(Number(root, "/runs/0/latency_us/p99"), 300);
  EXPECT_EQ(Number(root, "/runs/1/errors/RESOURCE_EXHAUSTED"), 3);
  EXPECT_EQ(Number(root, "/runs/1/calls/skipped"), 7);
  EXPECT_EQ(Number(root, "/runs/1/in_time_calls_per_s"), 45);
  // 90 of 110 intended calls.
  EXPECT_NEAR(Number(root, "/runs/1/in_time_share"), 0.8182, 1e-9);
  EXPECT_EQ(Number(root, "/runs/1/latency_le_us/0/1"), 100);
  EXPECT_EQ(Number(root, "/settings/records"), 50);
}

TEST(LoadReportTest, HtmlIsSelfContained) {
  const std::string page = LoadAsHtml(Example());
  EXPECT_THAT(page, HasSubstr("</html>"));
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* outside : {"<link", "<img", "url(", "src=", "import", "fetch("}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
}

TEST(LoadReportTest, HtmlHoldsTheJson) {
  EXPECT_THAT(LoadAsHtml(Example()),
              HasSubstr("id=\"report\">\n" + LoadAsJson(Example()) + "</script>"));
}

TEST(LoadReportTest, EscapesServerText) {
  LoadReport report = Example();
  report.server = report.first_fault = "<b>\"quoted\"\n</script>";
  EXPECT_THAT(LoadAsHtml(report), Not(HasSubstr("<b>")));
  EXPECT_THAT(LoadAsHtml(report), HasSubstr("\\u003cb>\\\"quoted\\\"\\n\\u003c/script>"));
  simdjson::dom::parser parser;
  const std::string json = LoadAsJson(report);
  EXPECT_EQ(parser.parse(json).error(), simdjson::SUCCESS);
}

TEST(LoadReportTest, TextDescribesTheErrors) {
  LoadReport report = Example();
  report.first_fault = "record 3";
  report.runs[0].send_lag_us.RecordMany(9'000, 50);
  const std::string text = LoadAsText(report);
  EXPECT_THAT(text, HasSubstr("100 calls/s: 3 calls failed with RESOURCE_EXHAUSTED"));
  EXPECT_THAT(text, HasSubstr("50 calls/s: 1 % of the calls left 9000 us late"));
  EXPECT_THAT(text, HasSubstr("the first wrong answer: record 3"));
  report.runs[0] = LoadResult();
  report.runs[0].concurrency = 4;
  EXPECT_THAT(LoadAsText(report), HasSubstr("4 callers"));
}

TEST(LiveLineTest, ShowsTheCurrentResults) {
  EXPECT_EQ(
      LiveText("100 calls/s", Example().runs[1], 10, 3),
      "100 calls/s: 2 s of 10 s, 50 calls/s, p50 2000 us, p99 2000 us, 3 under way, 3 failed, "
      "0 wrong");
}

}  // namespace
}  // namespace txtsentry::client
