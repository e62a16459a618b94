// Prints a registry with every kind of metric, and every character that needs care, for
// exposition_test.py to read back. Usage: exposition_sample prometheus|openmetrics
#include <cstdio>
#include <string>
#include <string_view>

#include "core/metrics/process_metrics.h"
#include "core/metrics/registry.h"

int main(int argc, char** argv) {
  namespace metrics = txtsentry::metrics;
  metrics::Registry registry(4);
  registry.AddCounter("sample_rows_total", "Rows with a \\ and a\nnew \"line\".")
      .value()
      ->Add(12345);
  const auto ratio = registry.AddCallbacks({{"sample_ratio", "", metrics::Kind::kGauge, {}}},
                                           [](absl::Span<double> values) { values[0] = 0.1; });
  auto* const calls =
      registry.AddCounterFamily("sample_calls_total", "Calls.", {{"code", "why"}}).value();
  calls->With({"Ok", ""}).value()->Add(7);
  calls->With({"Failed", "a\\b \"c\"\nd \xC3\xA4 {,=}"}).value()->Increment();
  metrics::HistogramOptions options;
  options.resolution = 3;
  options.units = 1e6;
  options.shown_from = 100;
  options.shown_to = 10'000;
  auto* const seconds =
      registry.AddHistogramFamily("sample_seconds", "Time.", {{"method"}}, options).value();
  auto* const histogram = seconds->With({"Classify"}).value();
  for (int i = 0; i < 1000; ++i) histogram->Record(i * i);
  histogram->Record(int64_t{1} << 50);
  seconds->With({"Explain"}).value();
  const auto process = metrics::AddProcessMetrics(registry);
  const bool open = argc > 1 && std::string_view(argv[1]) == "openmetrics";
  const std::string text =
      registry.Expose(open ? metrics::TextFormat::kOpenMetrics : metrics::TextFormat::kPrometheus);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return ratio.ok() && process.ok() ? 0 : 1;
}
