#include "core/metrics/text_writer.h"

#include <charconv>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace txtsentry::metrics {
namespace {

constexpr std::string_view kTotal = "_total";

constexpr const char* kKindNames[] = {"counter", "gauge", "histogram"};

// Backslash, line feed and, where `quotes`, the double quote behind a backslash.
std::string Escape(std::string_view text, bool quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '\n' || (quotes && c == '"')) out += '\\';
    out += c == '\n' ? 'n' : c;
  }
  return out;
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
  if (open_metrics_ && description.kind == Kind::kCounter) name.resize(name.size() - kTotal.size());
  absl::StrAppend(&out_, "# HELP ", name, " ", Escape(description.help, open_metrics_), "\n");
  absl::StrAppend(&out_, "# TYPE ", name, " ", kKindNames[static_cast<size_t>(description.kind)],
                  "\n");
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
    label(description_->label_names[i], Escape(label_values[i], /*quotes=*/true));
  }
  if (!le.empty()) label("le", le);
  if (before == ',') out_ += '}';
  out_.append(" ").append(value).append("\n");
}

void TextWriter::Sample(const std::vector<std::string>& label_values, const Counter& counter) {
  Line("", label_values, "", absl::StrCat(counter.value()));
}

void TextWriter::Sample(const std::vector<std::string>& label_values, const Histogram& histogram) {
  const HistogramOptions& options = histogram.options();
  const LocalHistogram counts = histogram.Snapshot();
  const HistogramBuckets& buckets = counts.buckets();
  const auto bucket = [&](const std::string& le, int64_t cumulative) {
    Line("_bucket", label_values, le, absl::StrCat(cumulative));
  };
  int64_t cumulative = 0;
  for (int64_t place = 0; place < buckets.overflow(); ++place) {
    const int64_t bound = buckets.Bound(place);
    const bool touched_above = cumulative < counts.count() - counts.counts()[buckets.overflow()];
    cumulative += counts.counts()[place];
    // Narrow buckets of small values hold no whole number and share their bound with the one
    // before them.
    if (place > 0 && bound == buckets.Bound(place - 1)) continue;
    const bool always = bound >= options.shown_from && bound <= options.shown_to && bound > 0;
    if (!always && (cumulative == 0 || !touched_above)) continue;
    std::string le = FormatDouble(static_cast<double>(bound) / options.units);
    // OpenMetrics writes a bucket's bound as a float, with a point or an exponent in it.
    if (open_metrics_ && le.find_first_of(".e") == std::string::npos) le += ".0";
    bucket(le, cumulative);
  }
  bucket("+Inf", counts.count());
  Line("_sum", label_values, "", FormatDouble(static_cast<double>(counts.sum()) / options.units));
  Line("_count", label_values, "", absl::StrCat(counts.count()));
}

std::string TextWriter::Finish() {
  if (open_metrics_) out_ += "# EOF\n";
  return std::move(out_);
}

}  // namespace txtsentry::metrics
