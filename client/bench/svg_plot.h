// A line plot as SVG inside a page; the page's style sheet has the colours, for light and dark.
#ifndef TXTSENTRY_CLIENT_BENCH_SVG_PLOT_H_
#define TXTSENTRY_CLIENT_BENCH_SVG_PLOT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace txtsentry::client {

struct PlotSeries {
  std::string name;
  std::vector<std::pair<double, double>> points;  // (x, y), by ascending x.
};

struct PlotOptions {
  std::string title;
  std::string x_label;
  std::string y_label;
  bool log_x = false;  // On a logarithmic axis, points at 0 or below are left out.
  bool log_y = false;
};

// What the page's style sheet must hold for the plots.
extern const std::string_view kPlotStyle;

// An <svg> element. The series are told apart by colour and by dashes and named in a legend; more
// than 8 repeat. Text is escaped. Without a point to show, a plot that says so.
std::string SvgPlot(const PlotOptions& options, const std::vector<PlotSeries>& series);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_SVG_PLOT_H_
