#include "client/bench/svg_plot.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_format.h"
#include "client/commands/html_text.h"

namespace txtsentry::client {

const std::string_view kPlotStyle = R"(
:root { --s0: #1f6feb; --s1: #d1242f; --s2: #1a7f37; --s3: #8250df; --s4: #bf8700; --s5: #0b7285;
  --s6: #c2255c; --s7: #57606a; }
@media (prefers-color-scheme: dark) { :root { --s0: #58a6ff; --s1: #ff7b72; --s2: #56d364;
  --s3: #bc8cff; --s4: #e3b341; --s5: #39c5cf; --s6: #f783ac; --s7: #b1bac4; } }
svg { max-width: 100%; height: auto; display: block; } svg text { font: 12px system-ui, sans-serif;
  fill: var(--ink); } svg text.q { fill: var(--quiet); } svg text.t { font-weight: 600; }
svg .g { stroke: var(--line); stroke-width: 1; } svg polyline, svg circle { fill: none; stroke-width: 2; }
.s0 { stroke: var(--s0); } .s1 { stroke: var(--s1); stroke-dasharray: 6 3; } .s2 { stroke: var(--s2);
  stroke-dasharray: 2 3; } .s3 { stroke: var(--s3); stroke-dasharray: 8 3 2 3; }
.s4 { stroke: var(--s4); } .s5 { stroke: var(--s5); stroke-dasharray: 6 3; } .s6 {
  stroke: var(--s6); stroke-dasharray: 2 3; } .s7 { stroke: var(--s7); stroke-dasharray: 8 3 2 3; }
)";

namespace {

constexpr double kWidth = 760;
constexpr double kHeight = 340;
constexpr double kLeft = 76;
constexpr double kRight = 600;
constexpr double kTop = 36;
constexpr double kBottom = 290;
constexpr size_t kStyles = 8;
constexpr size_t kDotsMax = 30;  // A line with more points is drawn without dots.

// One axis: maps values to coordinates and computes ticks.
class Axis {
 public:
  Axis(bool log, double from, double to) : log_(log), from_(from), to_(to) {}

  bool Shows(double value) const { return std::isfinite(value) && (!log_ || value > 0); }

  void Widen(double value) {
    if (!Shows(value)) return;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }

  bool empty() const { return low_ > high_; }

  // Rounds the ends to ticks; call after all values are known.
  void Settle() {
    if (log_) {
      low_ = std::pow(10, std::floor(std::log10(low_)));
      high_ = std::pow(10, std::ceil(std::log10(high_)));
      if (low_ == high_) high_ *= 10;
    } else {
      low_ = std::min(low_, 0.0);
      if (low_ == high_) high_ = low_ + 1;
      step_ = NiceStep((high_ - low_) / 5);
      low_ = std::floor(low_ / step_) * step_;
      high_ = std::ceil(high_ / step_) * step_;
    }
  }

  double Place(double value) const {
    const double part =
        log_ ? std::log(value / low_) / std::log(high_ / low_) : (value - low_) / (high_ - low_);
    return from_ + part * (to_ - from_);
  }

  std::vector<double> Ticks() const {
    std::vector<double> ticks;
    if (log_) {
      const bool few = high_ / low_ < 1e3;
      const auto decades = static_cast<int>(std::lround(std::log10(high_ / low_)));
      for (int i = 0; i <= decades; ++i) {
        const double decade = low_ * std::pow(10, i);
        ticks.push_back(decade);
        for (const double between : {2.0, 5.0}) {
          if (few && decade * between < high_) ticks.push_back(decade * between);
        }
      }
      return ticks;
    }
    const auto steps = static_cast<int>(std::lround((high_ - low_) / step_));
    for (int i = 0; i <= steps; ++i) ticks.push_back(low_ + i * step_);
    return ticks;
  }

 private:
  // Returns the smallest 1, 2 or 5 times a power of ten that is at least `least`.
  static double NiceStep(double least) {
    const double decade = std::pow(10, std::floor(std::log10(least)));
    for (const double step : {1.0, 2.0, 5.0}) {
      if (step * decade >= least) return step * decade;
    }
    return 10 * decade;
  }

  const bool log_;
  const double from_;
  const double to_;
  double low_ = std::numeric_limits<double>::max();
  double high_ = std::numeric_limits<double>::lowest();
  double step_ = 1;
};

std::string TickText(double value) {
  if (value == 0) return "0";
  if (std::abs(value) >= 1e6) return absl::StrFormat("%gM", value / 1e6);
  if (std::abs(value) >= 1e3) return absl::StrFormat("%gk", value / 1e3);
  return absl::StrFormat("%g", value);
}

void AppendText(double x, double y, std::string_view attributes, std::string_view text,
                std::string& out) {
  absl::StrAppendFormat(&out, "<text x=\"%.1f\" y=\"%.1f\"%s>%s</text>\n", x, y,
                        std::string(attributes), EscapeHtml(text));
}

void AppendLine(double x1, double y1, double x2, double y2, std::string& out) {
  absl::StrAppendFormat(&out,
                        "<line class=\"g\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x1,
                        y1, x2, y2);
}

void AppendFrame(const PlotOptions& options, const Axis& x, const Axis& y, std::string& out) {
  for (const double tick : x.Ticks()) {
    AppendLine(x.Place(tick), kTop, x.Place(tick), kBottom, out);
    AppendText(x.Place(tick), kBottom + 16, " class=\"q\" text-anchor=\"middle\"", TickText(tick),
               out);
  }
  for (const double tick : y.Ticks()) {
    AppendLine(kLeft, y.Place(tick), kRight, y.Place(tick), out);
    AppendText(kLeft - 6, y.Place(tick) + 4, " class=\"q\" text-anchor=\"end\"", TickText(tick),
               out);
  }
  AppendText((kLeft + kRight) / 2, kBottom + 38, " text-anchor=\"middle\"", options.x_label, out);
  absl::StrAppendFormat(
      &out, "<text transform=\"translate(16 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
      (kTop + kBottom) / 2, EscapeHtml(options.y_label));
}

void AppendSeries(const PlotSeries& series, size_t number, const Axis& x, const Axis& y,
                  std::string& out) {
  const size_t style = number % kStyles;
  absl::StrAppendFormat(&out, "<polyline class=\"s%d\" points=\"", style);
  std::string dots;
  for (const auto& [px, py] : series.points) {
    if (!x.Shows(px) || !y.Shows(py)) continue;
    absl::StrAppendFormat(&out, "%.1f,%.1f ", x.Place(px), y.Place(py));
    if (series.points.size() > kDotsMax) continue;
    absl::StrAppendFormat(
        &dots,
        "<circle class=\"s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"1.5\"><title>%s: %.6g, "
        "%.6g</title></circle>\n",
        style, x.Place(px), y.Place(py), EscapeHtml(series.name), px, py);
  }
  out += "\"/>\n" + dots;
  const double legend_y = kTop + 10 + 20 * static_cast<double>(number);
  absl::StrAppendFormat(&out, "<polyline class=\"s%d\" points=\"%.1f,%.1f %.1f,%.1f\"/>\n", style,
                        kRight + 14, legend_y, kRight + 42, legend_y);
  AppendText(kRight + 48, legend_y + 4, "", series.name, out);
}

}  // namespace

std::string SvgPlot(const PlotOptions& options, const std::vector<PlotSeries>& series) {
  Axis x(options.log_x, kLeft, kRight);
  Axis y(options.log_y, kBottom, kTop);
  for (const PlotSeries& one : series) {
    for (const auto& [px, py] : one.points) {
      if (!x.Shows(px) || !y.Shows(py)) continue;
      x.Widen(px);
      y.Widen(py);
    }
  }
  std::string out = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" "
      "role=\"img\" aria-label=\"%s\">\n",
      kWidth, kHeight, kWidth, EscapeHtml(options.title));
  AppendText(kLeft, kTop - 16, " class=\"t\"", options.title, out);
  if (x.empty()) {
    AppendText(kLeft, kTop + 20, " class=\"q\"", "nothing to show", out);
  } else {
    x.Settle();
    y.Settle();
    AppendFrame(options, x, y, out);
    for (size_t i = 0; i < series.size(); ++i) AppendSeries(series[i], i, x, y, out);
  }
  out += "</svg>\n";
  return out;
}

}  // namespace txtsentry::client
