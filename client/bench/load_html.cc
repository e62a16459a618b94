#include <string>
#include <string_view>

#include "absl/strings/str_format.h"
#include "client/bench/load_report.h"
#include "client/bench/svg_plot.h"
#include "client/commands/html_text.h"

namespace txtsentry::client {
namespace {

constexpr std::string_view kStyle = R"(.wide { overflow-x: auto; }
table { border-collapse: collapse; } th, td { text-align: right;
  padding: .15rem .8rem .15rem 0; font-variant-numeric: tabular-nums; white-space: nowrap; }
th { color: var(--quiet); font-weight: normal; } th:first-child, td:first-child { text-align: left; }
p.bad { color: #d1242f; font-weight: 600; }
)";

struct NamedQuantile {
  const char* name;
  double q;
};
constexpr NamedQuantile kQuantiles[] = {
    {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}};

bool IsClosed(const LoadReport& report) { return report.options.mode == LoadMode::kClosed; }

double LoadOf(const LoadResult& run) {
  return run.concurrency > 0 ? static_cast<double>(run.concurrency) : run.offered_per_s;
}

void AppendTable(const LoadReport& report, std::string& out) {
  out +=
      "<div class=\"wide\"><table>\n<tr><th>load</th><th>calls/s</th><th>records/s</th>"
      "<th>tokens/s</th><th>in time</th>";
  for (const auto& [name, q] : kQuantiles) absl::StrAppendFormat(&out, "<th>%s us</th>", name);
  out += "<th>max us</th><th>failed</th><th>skipped</th><th>wrong</th></tr>\n";
  for (const LoadResult& run : report.runs) {
    absl::StrAppendFormat(
        &out, "<tr><td>%s</td><td>%.0f</td><td>%.0f</td><td>%.0f</td><td>%.2f %%</td>",
        LoadName(run), run.PerSecond(run.answered_calls), run.PerSecond(run.answered_records),
        run.PerSecond(run.answered_tokens), 100 * GoodShare(run));
    for (const auto& [name, q] : kQuantiles) {
      absl::StrAppendFormat(&out, "<td>%d</td>", run.latency_us.Quantile(q));
    }
    absl::StrAppendFormat(&out, "<td>%d</td><td>%d</td><td>%d</td><td>%d</td></tr>\n",
                          run.latency_us.max(), run.failed(), run.skipped, run.faults.total());
  }
  out += "</table></div>\n";
}

std::string LatencyAgainstLoad(const LoadReport& report) {
  PlotOptions options;
  options.title = "Latency against load";
  options.x_label = IsClosed(report) ? "callers" : "calls offered a second";
  options.y_label = "latency, us";
  options.log_y = true;
  std::vector<PlotSeries> series;
  for (const auto& [name, q] : kQuantiles) {
    PlotSeries& one = series.emplace_back();
    one.name = name;
    for (const LoadResult& run : report.runs) {
      one.points.emplace_back(LoadOf(run), run.latency_us.Quantile(q));
    }
  }
  return SvgPlot(options, series);
}

std::string ThroughputAgainstLoad(const LoadReport& report) {
  PlotOptions options;
  options.title = "Answers against load";
  options.x_label = IsClosed(report) ? "callers" : "calls offered a second";
  options.y_label = "calls a second";
  PlotSeries offered{"offered", {}};
  PlotSeries answered{"answered OK", {}};
  PlotSeries in_time{"in time", {}};
  for (const LoadResult& run : report.runs) {
    offered.points.emplace_back(LoadOf(run), run.offered_per_s);
    answered.points.emplace_back(LoadOf(run), run.PerSecond(run.answered_calls));
    in_time.points.emplace_back(LoadOf(run), run.PerSecond(run.answered_in_time));
  }
  if (IsClosed(report)) return SvgPlot(options, {answered, in_time});
  return SvgPlot(options, {answered, in_time, offered});
}

std::string Distribution(const LoadReport& report) {
  PlotOptions options;
  options.title = "Calls answered within a latency";
  options.x_label = "latency, us";
  options.y_label = "share of calls, %";
  options.log_x = true;
  std::vector<PlotSeries> series;
  for (const LoadResult& run : report.runs) {
    PlotSeries& one = series.emplace_back();
    one.name = LoadName(run);
    const metrics::LocalHistogram& latency = run.latency_us;
    int64_t seen = 0;
    for (int64_t place = 0; place < latency.buckets().overflow(); ++place) {
      const int64_t count = latency.counts()[static_cast<size_t>(place)];
      if (count == 0) continue;
      seen += count;
      one.points.emplace_back(
          latency.buckets().Bound(place),
          100.0 * static_cast<double>(seen) / static_cast<double>(latency.count()));
    }
  }
  return SvgPlot(options, series);
}

void AppendFacts(const LoadReport& report, std::string& out) {
  const BenchOptions& o = report.options;
  absl::StrAppendFormat(
      &out,
      "<p>%s%s%s: %s loop, %s, %d records a call of %d, %d connections, deadline %d ms, "
      "%.1f s a run.</p>\n",
      EscapeHtml(o.target.target), report.server.empty() ? "" : ", ", EscapeHtml(report.server),
      IsClosed(report) ? "closed" : "open", o.target.rpc == Rpc::kUnary ? "unary" : "stream",
      o.records_a_call, report.records, o.target.connections, o.target.deadline_ms,
      report.runs.empty() ? 0 : report.runs.front().seconds);
  out +=
      IsClosed(report)
          ? "<p>Each caller waits for its answer, so latency says how long an answer takes at that "
            "concurrency, and nothing about calls that come unasked.</p>\n"
          : "<p>Latency counts from when a call was meant to be sent, whatever earlier answers "
            "took.</p>\n";
  if (!report.first_fault.empty()) {
    absl::StrAppendFormat(&out, "<p class=\"bad\">Wrong answers. The first: %s</p>\n",
                          EscapeHtml(report.first_fault));
  }
}

}  // namespace

std::string LoadAsHtml(const LoadReport& report) {
  std::string out = PageHead("txtsentry bench", std::string(kStyle) + std::string(kPlotStyle));
  out += "<h1>txtsentry under load</h1>\n";
  AppendFacts(report, out);
  AppendTable(report, out);
  if (report.runs.size() > 1) {
    out += LatencyAgainstLoad(report);
    out += ThroughputAgainstLoad(report);
  }
  out += Distribution(report);
  out += "</body>\n</html>\n";
  return out;
}

}  // namespace txtsentry::client
