// Draws a line plot as SVG inside a page. The page's style sheet defines the colours for light and
// dark mode.
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
  bool log_x = false;  // On a logarithmic axis, points at or below 0 are omitted.
  bool log_y = false;
};

// The rules that the page's style sheet needs for plots.
extern const std::string_view kPlotStyle;

// Returns an <svg> element. Series are distinguished by colour and dash pattern and named in a
// legend; patterns repeat after 8. Text is escaped. Without points, the plot says so.
std::string SvgPlot(const PlotOptions& options, const std::vector<PlotSeries>& series);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_SVG_PLOT_H_
