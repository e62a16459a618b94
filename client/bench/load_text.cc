#include <string>

#include "absl/strings/str_format.h"
#include "client/bench/load_report.h"

namespace txtsentry::client {
namespace {

// With a larger send lag, latencies describe the generator more than the server.
constexpr int64_t kSendLagUsMax = 1'000;

}  // namespace

std::string LoadName(const LoadResult& run) {
  if (run.concurrency > 0) return absl::StrFormat("%d callers", run.concurrency);
  return absl::StrFormat("%.6g calls/s", run.offered_per_s);
}

std::string CodeName(size_t code) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

double GoodShare(const LoadResult& run) {
  const int64_t meant = run.sent() + run.skipped;
  if (meant == 0) return 0;
  return static_cast<double>(run.calls_by_code[0] - run.late) / static_cast<double>(meant);
}

std::string LoadAsText(const LoadReport& report) {
  std::string out =
      absl::StrFormat("%-16s %10s %11s %12s %10s %9s %9s %9s %9s %9s %8s %8s %6s\n", "load",
                      "calls/s", "records/s", "tokens/s", "in time/s", "p50 us", "p90 us", "p99 us",
                      "p99.9 us", "max us", "failed", "skipped", "wrong");
  for (const LoadResult& run : report.runs) {
    const auto quantile = [&run](double q) { return run.latency_us.Quantile(q); };
    absl::StrAppendFormat(
        &out, "%-16s %10.0f %11.0f %12.0f %10.0f %9d %9d %9d %9d %9d %8d %8d %6d\n", LoadName(run),
        run.PerSecond(run.answered_calls), run.PerSecond(run.answered_records),
        run.PerSecond(run.answered_tokens), run.PerSecond(run.answered_in_time), quantile(0.5),
        quantile(0.9), quantile(0.99), quantile(0.999), run.latency_us.max(), run.failed(),
        run.skipped, run.faults.total());
  }
  for (const LoadResult& run : report.runs) {
    for (size_t code = 1; code < kStatusCodes; ++code) {
      if (run.calls_by_code[code] == 0) continue;
      absl::StrAppendFormat(&out, "%s: %d calls failed with %s\n", LoadName(run),
                            run.calls_by_code[code], CodeName(code));
    }
  }
  for (const LoadResult& run : report.runs) {
    const int64_t lag_us = run.send_lag_us.Quantile(0.99);
    if (lag_us < kSendLagUsMax) continue;
    absl::StrAppendFormat(&out,
                          "%s: 1 %% of the calls left %d us late or more: this machine could not "
                          "keep up with the load it was to make\n",
                          LoadName(run), lag_us);
  }
  if (!report.first_fault.empty()) {
    absl::StrAppendFormat(&out, "the first wrong answer: %s\n", report.first_fault);
  }
  return out;
}

}  // namespace txtsentry::client
