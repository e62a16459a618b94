#include "core/metrics/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace txtsentry::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class RegistryTest : public ::testing::Test {
 protected:
  std::string Text() const { return registry_.Expose(TextFormat::kPrometheus); }
  template <typename T>
  void ExpectRefused(const absl::StatusOr<T>& result, const char* what) {
    EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(result.status().message()), HasSubstr(what));
  }

  absl::StatusOr<CallbackRegistration> AddGauge(const std::string& name, const std::string& help,
                                                double value) {
    return registry_.AddCallbacks({{name, help, Kind::kGauge, {}}},
                                  [value](absl::Span<double> values) { values[0] = value; });
  }

  Registry registry_{2};
};

TEST_F(RegistryTest, TextIsAsTheFormatSays) {
  registry_.AddCounter("a_total", "With a \\ and a\nnew line.").value()->Add(3);
  const CallbackRegistration held = AddGauge("b", "B.", -0.25).value();
  auto* const family = registry_.AddCounterFamily("c_total", "C.", {{"code", "why"}}).value();
  family->With({"Ok", "say \"x\"\n"}).value()->Increment();
  family->With({"Cancelled", "\\"}).value()->Add(2);
  HistogramOptions options;
  options.units = 1e6;
  auto* const histogram = registry_.AddHistogram("d_seconds", "D.", options).value();
  for (const int64_t us : {0, 1, 3, 3, 1000, 1'000'000}) histogram->Record(us);
  histogram->Record(int64_t{1} << 50);
  EXPECT_THAT(Text(), HasSubstr("# HELP a_total With a \\\\ and a\\nnew line.\n"
                                "# TYPE a_total counter\n"
                                "a_total 3\n"
                                "# HELP b B.\n"
                                "# TYPE b gauge\n"
                                "b -0.25\n"
                                "# HELP c_total C.\n"
                                "# TYPE c_total counter\n"
                                "c_total{code=\"Cancelled\",why=\"\\\\\"} 2\n"
                                "c_total{code=\"Ok\",why=\"say \\\"x\\\"\\n\"} 1\n"
                                "# HELP d_seconds D.\n"
                                "# TYPE d_seconds histogram\n"
                                "d_seconds_bucket{le=\"0\"} 1\n"
                                "d_seconds_bucket{le=\"1e-06\"} 2\n"
                                "d_seconds_bucket{le=\"2e-06\"} 2\n"
                                "d_seconds_bucket{le=\"3e-06\"} 4\n"
                                "d_seconds_bucket{le=\"4e-06\"} 4\n"));
  EXPECT_THAT(Text(), HasSubstr("\nd_seconds_bucket{le=\"0.001024\"} 5\n"));
  EXPECT_THAT(Text(), HasSubstr("\nd_seconds_bucket{le=\"1.048576\"} 6\n"
                                "d_seconds_bucket{le=\"+Inf\"} 7\n"
                                "d_seconds_sum 1125899907.843631\n"
                                "d_seconds_count 7\n"));
}

TEST_F(RegistryTest, OnlyTheTouchedBucketsAndThoseAskedForAreShown) {
  HistogramOptions options;
  options.resolution = 0;
  registry_.AddHistogram("touched", "T.", options).value()->Record(100);
  options.shown_from = 4;
  options.shown_to = 16;
  registry_.AddHistogram("shown", "S.", options).value()->Record(30);
  registry_.AddHistogram("untouched", "U.", HistogramOptions()).value();
  EXPECT_THAT(Text(), HasSubstr("histogram\n"
                                "touched_bucket{le=\"128\"} 1\n"
                                "touched_bucket{le=\"+Inf\"} 1\n"));
  EXPECT_THAT(Text(), HasSubstr("histogram\n"
                                "shown_bucket{le=\"4\"} 0\n"
                                "shown_bucket{le=\"8\"} 0\n"
                                "shown_bucket{le=\"16\"} 0\n"
                                "shown_bucket{le=\"32\"} 1\n"
                                "shown_bucket{le=\"+Inf\"} 1\n"));
  EXPECT_THAT(Text(), HasSubstr("histogram\n"
                                "untouched_bucket{le=\"+Inf\"} 0\n"
                                "untouched_sum 0\n"
                                "untouched_count 0\n"));
}

TEST_F(RegistryTest, OpenMetricsNamesACounterWithoutItsSuffixAndEndsWithEof) {
  registry_.AddCounter("a_total", "A \"quoted\" word.").value()->Add(3);
  HistogramOptions options;
  options.resolution = 0;
  registry_.AddHistogram("h", "H.", options).value()->Record(100);
  EXPECT_EQ(registry_.Expose(TextFormat::kOpenMetrics),
            "# HELP a A \\\"quoted\\\" word.\n"
            "# TYPE a counter\n"
            "a_total 3\n"
            "# HELP h H.\n"
            "# TYPE h histogram\n"
            "h_bucket{le=\"128.0\"} 1\n"
            "h_bucket{le=\"+Inf\"} 1\n"
            "h_sum 100\n"
            "h_count 1\n"
            "# EOF\n");
}

TEST_F(RegistryTest, AFullFamilyCountsTheRestInOneChild) {
  LabelOptions labels = {{"peer"}};
  labels.children_max = 2;
  auto* const family = registry_.AddCounterFamily("x_total", "X.", labels).value();
  for (int i = 0; i < 100; ++i) {
    family->With({absl::StrCat("peer-", i)}).value()->Increment();
  }
  family->With({"peer-1"}).value()->Increment();
  EXPECT_THAT(Text(), HasSubstr("counter\n"
                                "x_total{peer=\"_other\"} 98\n"
                                "x_total{peer=\"peer-0\"} 1\n"
                                "x_total{peer=\"peer-1\"} 2\n"));
}

TEST_F(RegistryTest, AChildIsTheSameForTheSameValues) {
  auto* const family = registry_.AddCounterFamily("g_total", "G.", {{"a", "b"}}).value();
  EXPECT_EQ(family->With({"1", "2"}).value(), family->With({"1", "2"}).value());
  EXPECT_NE(family->With({"1", "2"}).value(), family->With({"2", "1"}).value());
}

TEST_F(RegistryTest, LabelValuesAreShortUtf8AndNotRepeatedInTheMessage) {
  auto* const family =
      registry_.AddHistogramFamily("h", "H.", {{"code"}}, HistogramOptions()).value();
  ExpectRefused(family->With({}), "metric \"h\": label values=0, names=1");
  ExpectRefused(family->With({"a", "b"}), "metric \"h\": label values=2, names=1");
  ExpectRefused(family->With({"secret\xFF"}), "metric \"h\": label \"code\"");
  EXPECT_THAT(std::string(family->With({"secret\xFF"}).status().message()),
              Not(HasSubstr("secret")));
  const std::string longest(kLabelValueBytesMax, 'x');
  EXPECT_TRUE(family->With({longest}).ok());
  ExpectRefused(family->With({longest + "x"}), "bytes=129 exceed bytes_max=128");
}

TEST_F(RegistryTest, MetricNamesAreThoseOfTheFormat) {
  for (const char* name : {"a", "_", "a:b_9", "txtsentry_rows"}) {
    EXPECT_TRUE(AddGauge(name, "", 0).ok()) << name;
  }
  for (const std::string& name :
       {std::string(), std::string("9a"), std::string("a-b"), std::string("a b"),
        std::string("\xC3\xA4"), std::string(1, '\0'), std::string(kNameBytesMax + 1, 'a')}) {
    ExpectRefused(AddGauge(name, "", 0), "malformed");
  }
  ExpectRefused(AddGauge("a\nb", "", 0), "metric \"a\\nb\"");
  ExpectRefused(registry_.AddCounter("a", ""), "metric \"a\": a counter's name ends in _total");
  ExpectRefused(registry_.AddCounter("_total", ""), "ends in _total");
  ExpectRefused(AddGauge("g", "\xFF", 0), "help is not UTF-8");
}

TEST_F(RegistryTest, LabelNamesHaveNoColonsAndNoReservedNames) {
  EXPECT_TRUE(registry_.AddCounterFamily("m_total", "", {{"code", "_a1"}}).ok());
  for (const char* label : {"", "a:b", "1a", "__name__", "le", "a\"b"}) {
    ExpectRefused(registry_.AddCounterFamily("n_total", "", {{label}}),
                  "metric \"n_total\": label");
  }
  ExpectRefused(registry_.AddCounterFamily("n_total", "", {{"a", "a"}}), "label \"a\"");
  ExpectRefused(registry_.AddCallbacks({{"g", "", Kind::kGauge, {"a"}}}, [](absl::Span<double>) {}),
                "without labels");
}

TEST_F(RegistryTest, RefusesNamesThatAreTaken) {
  registry_.AddHistogram("h", "", HistogramOptions()).value();
  registry_.AddCounter("c_total", "").value();
  ExpectRefused(AddGauge("h", "", 0), "metric \"h\": the name \"h\" is taken");
  ExpectRefused(AddGauge("h_sum", "", 0), "is taken");
  ExpectRefused(registry_.AddCounter("c_total", ""), "is taken");
  ExpectRefused(AddGauge("c", "", 0), "is taken");
  ExpectRefused(registry_.AddCallbacks({{"x", "", Kind::kGauge, {}}, {"x", "", Kind::kGauge, {}}},
                                       [](absl::Span<double>) {}),
                "metric \"x\": the name \"x\" is taken");
}

TEST_F(RegistryTest, CallbacksAreReadAtEachScrapeAndLeaveOutWhatTheyDoNotKnow) {
  int calls = 0;
  const CallbackRegistration held = registry_
                                        .AddCallbacks({{"rows_total", "Rows.", Kind::kCounter, {}},
                                                       {"unknown", "U.", Kind::kGauge, {}},
                                                       {"depth", "Depth.", Kind::kGauge, {}}},
                                                      [&calls](absl::Span<double> values) {
                                                        values[0] = ++calls;
                                                        values[2] = 1.5;
                                                      })
                                        .value();
  Text();
  EXPECT_EQ(Text(),
            "# HELP rows_total Rows.\n# TYPE rows_total counter\nrows_total 2\n"
            "# HELP depth Depth.\n# TYPE depth gauge\ndepth 1.5\n");
}

TEST_F(RegistryTest, CallbacksEndWithTheirRegistrationAndTheirNamesAreFreeAgain) {
  CallbackRegistration held = AddGauge("depth", "Depth.", 1).value();
  held.Withdraw();
  EXPECT_EQ(Text(), "");
  held = AddGauge("depth", "Depth.", 2).value();
  EXPECT_THAT(Text(), HasSubstr("depth 2\n"));
}

TEST_F(RegistryTest, ACallbackDoesNotRunOnceItsRegistrationHasEnded) {
  std::atomic<bool> stop = false;
  std::thread scraper([&] {
    while (!stop) Text();
  });
  for (int i = 0; i < 200; ++i) {
    auto alive = std::make_unique<int>(0);
    CallbackRegistration held =
        registry_
            .AddCallbacks({{"depth", "Depth.", Kind::kGauge, {}}},
                          [state = alive.get()](absl::Span<double> values) { values[0] = *state; })
            .value();
    held.Withdraw();
    alive.reset();  // A call that still ran would read freed memory.
  }
  stop = true;
  scraper.join();
}

TEST_F(RegistryTest, ScrapesBesideWritesAndNewChildrenSeeCountsThatOnlyGrow) {
  auto* const family = registry_.AddCounterFamily("x_total", "X.", {{"t"}}).value();
  auto* const histogram = registry_.AddHistogram("h", "H.", HistogramOptions()).value();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        family->With({absl::StrCat(t, "-", i % 7)}).value()->Increment();
        histogram->Record(i);
      }
    });
  }
  for (int i = 0; i < 50; ++i) EXPECT_THAT(Text(), Not(HasSubstr("-1 ")));
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(Text(), HasSubstr("h_count 2000\n"));
}

TEST(FormatDoubleTest, GivesTheShortestTextThatReadsBack) {
  EXPECT_EQ(FormatDouble(0.1), "0.1");
  EXPECT_EQ(FormatDouble(3), "3");
  EXPECT_EQ(FormatDouble(1e300), "1e+300");
  EXPECT_EQ(FormatDouble(std::numeric_limits<double>::infinity()), "+Inf");
  EXPECT_EQ(FormatDouble(-std::numeric_limits<double>::infinity()), "-Inf");
  EXPECT_EQ(FormatDouble(std::numeric_limits<double>::quiet_NaN()), "NaN");
}

}  // namespace
}  // namespace txtsentry::metrics
