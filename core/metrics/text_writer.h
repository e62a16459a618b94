// Writes metrics as text: the Prometheus text format 0.0.4 or OpenMetrics 1.0.
#ifndef TXTSENTRY_CORE_METRICS_TEXT_WRITER_H_
#define TXTSENTRY_CORE_METRICS_TEXT_WRITER_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/metrics/counter.h"
#include "core/metrics/histogram.h"

namespace txtsentry::metrics {

enum class TextFormat { kPrometheus, kOpenMetrics };

// The value of the HTTP header Content-Type.
const char* ContentType(TextFormat format);

enum class Kind { kCounter, kGauge, kHistogram };

// What a metric is called and says. A counter's name ends in "_total".
struct Description {
  std::string name;
  std::string help;
  Kind kind = Kind::kCounter;
  std::vector<std::string> label_names;
};

// The shortest text that reads back as the same double; "+Inf", "-Inf", "NaN".
std::string FormatDouble(double value);

// Names are valid and values UTF-8 (registry.h) when they get here. One thread only.
class TextWriter {
 public:
  explicit TextWriter(TextFormat format) : open_metrics_(format == TextFormat::kOpenMetrics) {}

  // HELP and TYPE; then all samples of `description`, which outlives them. `label_values` has one
  // value for each of its label names.
  void Begin(const Description& description);
  void Sample(const std::vector<std::string>& label_values, double value) {
    Line("", label_values, "", FormatDouble(value));
  }
  void Sample(const std::vector<std::string>& label_values, const Counter& counter);
  void Sample(const std::vector<std::string>& label_values, const Histogram& histogram);

  // The whole text. Nothing may be written after it.
  std::string Finish();

 private:
  // name{labels}, then the value's text.
  void Line(std::string_view suffix, const std::vector<std::string>& label_values,
            std::string_view le, std::string_view value);

  const bool open_metrics_;
  const Description* description_ = nullptr;
  std::string out_;
};

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_TEXT_WRITER_H_
