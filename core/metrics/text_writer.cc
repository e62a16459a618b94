#include "core/metrics/text_writer.h"

#include <charconv>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "core/metrics/names.h"

namespace txtsentry::metrics {
namespace {

constexpr std::string_view kTotal = "_total";

const char* NameOf(Kind kind) {
  switch (kind) {
    case Kind::kCounter:
      return "counter";
    case Kind::kGauge:
      return "gauge";
    case Kind::kHistogram:
      return "histogram";
  }
  return "untyped";
}

// OpenMetrics writes a bucket's bound as a float, with a point or an exponent in it.
std::string FormatBound(double bound, TextFormat format) {
  std::string text = FormatDouble(bound);
  const bool whole = text.find_first_of(".eIN") == std::string::npos;
  if (whole && format == TextFormat::kOpenMetrics) text += ".0";
  return text;
}

}  // namespace

const char* ContentType(TextFormat format) {
  return format == TextFormat::kPrometheus
             ? "text/plain; version=0.0.4; charset=utf-8"
             : "application/openmetrics-text; version=1.0.0; charset=utf-8";
}

std::string FormatDouble(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  char text[32];
  const std::to_chars_result end = std::to_chars(text, text + sizeof(text), value);
  return std::string(text, end.ptr);
}

void TextWriter::Begin(const Description& description) {
  description_ = &description;
  // OpenMetrics names the family of a counter without the suffix that its samples have.
  std::string name = description.name;
  if (format_ == TextFormat::kOpenMetrics && description.kind == Kind::kCounter) {
    name.resize(name.size() - kTotal.size());
  }
  absl::StrAppend(&out_, "# HELP ", name, " ",
                  EscapeHelp(description.help, format_ == TextFormat::kOpenMetrics), "\n");
  absl::StrAppend(&out_, "# TYPE ", name, " ", NameOf(description.kind), "\n");
}

void TextWriter::Line(std::string_view suffix, const std::vector<std::string>& label_values,
                      std::string_view le, std::string_view value) {
  out_.append(description_->name).append(suffix);
  char before = '{';
  const auto label = [&](std::string_view name, std::string_view text) {
    out_ += before;
    out_.append(name).append("=\"").append(text).append("\"");
    before = ',';
  };
  for (size_t i = 0; i < label_values.size(); ++i) {
    label(description_->label_names[i], EscapeLabelValue(label_values[i]));
  }
  if (!le.empty()) label("le", le);
  if (before == ',') out_ += '}';
  out_.append(" ").append(value).append("\n");
}

void TextWriter::Sample(const std::vector<std::string>& label_values, int64_t value) {
  Line("", label_values, "", absl::StrCat(value));
}

void TextWriter::Sample(const std::vector<std::string>& label_values, double value) {
  Line("", label_values, "", FormatDouble(value));
}

void TextWriter::Sample(const std::vector<std::string>& label_values,
                        const LocalHistogram& histogram, const HistogramOptions& options) {
  const HistogramBuckets& buckets = histogram.buckets();
  int64_t last_touched = -1;
  for (int64_t place = 0; place < buckets.overflow(); ++place) {
    if (histogram.counts()[place] > 0) last_touched = place;
  }
  int64_t cumulative = 0;
  for (int64_t place = 0; place < buckets.overflow(); ++place) {
    const int64_t bound = buckets.Bound(place);
    cumulative += histogram.counts()[place];
    // Narrow buckets of small values hold no whole number and share their bound with the one
    // before them.
    if (place > 0 && bound == buckets.Bound(place - 1)) continue;
    const bool always = bound >= options.shown_from && bound <= options.shown_to && bound > 0;
    if (!always && (cumulative == 0 || place > last_touched)) continue;
    Line("_bucket", label_values, FormatBound(static_cast<double>(bound) / options.units, format_),
         absl::StrCat(cumulative));
  }
  Line("_bucket", label_values, "+Inf", absl::StrCat(histogram.count()));
  Line("_sum", label_values, "",
       FormatDouble(static_cast<double>(histogram.sum()) / options.units));
  Line("_count", label_values, "", absl::StrCat(histogram.count()));
}

std::string TextWriter::Finish() {
  if (format_ == TextFormat::kOpenMetrics) out_ += "# EOF\n";
  return std::move(out_);
}

}  // namespace txtsentry::metrics
