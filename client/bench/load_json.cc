#include <string>
#include <string_view>

#include "absl/strings/str_format.h"
#include "client/bench/load_report.h"
#include "core/base/json_text.h"
#include "core/base/version.h"

namespace txtsentry::client {
namespace {

std::string_view ModeName(LoadMode mode) {
  switch (mode) {
    case LoadMode::kClosed:
      return "closed";
    case LoadMode::kOpen:
      return "open";
    case LoadMode::kTrace:
      break;
  }
  return "trace";
}

std::string Settings(const LoadReport& report) {
  const BenchOptions& o = report.options;
  const std::string check = o.check == "none" || o.check == "consistent" ? o.check : "reference";
  return absl::StrFormat(
      "{\"mode\":\"%s\",\"arrivals\":\"%s\",\"rpc\":\"%s\",\"records_a_call\":%d,"
      "\"connections\":%d,\"priority\":\"%s\",\"deadline_ms\":%d,\"warmup_s\":%g,"
      "\"outstanding_max\":%d,\"records\":%d,\"zipf\":%g,\"speed\":%g,\"seed\":%d,"
      "\"check\":\"%s\",\"tolerance\":%g}",
      std::string(ModeName(o.mode)), o.arrivals == Arrivals::kPoisson ? "poisson" : "constant",
      o.target.rpc == Rpc::kUnary ? "unary" : "stream", o.records_a_call, o.target.connections,
      o.priority == v1::PRIORITY_BULK ? "bulk" : "interactive", o.target.deadline_ms,
      o.WarmupSeconds(), o.outstanding_max, report.records, o.zipf_exponent.value_or(0), o.speed,
      o.seed, check, o.tolerance);
}

std::string Quantiles(const metrics::LocalHistogram& histogram) {
  return absl::StrFormat(
      "{\"count\":%d,\"min\":%d,\"mean\":%.1f,\"p50\":%d,\"p90\":%d,\"p99\":%d,\"p999\":%d,"
      "\"max\":%d}",
      histogram.count(), histogram.min(), histogram.Mean(), histogram.Quantile(0.5),
      histogram.Quantile(0.9), histogram.Quantile(0.99), histogram.Quantile(0.999),
      histogram.max());
}

// Returns [[bound, count], ...] for the non-empty buckets.
std::string Places(const metrics::LocalHistogram& histogram) {
  std::string out = "[";
  for (int64_t place = 0; place < histogram.buckets().places(); ++place) {
    const int64_t count = histogram.counts()[static_cast<size_t>(place)];
    if (count == 0) continue;
    absl::StrAppendFormat(&out, "%s[%d,%d]", out.size() > 1 ? "," : "",
                          histogram.buckets().Bound(place), count);
  }
  return out + "]";
}

std::string Errors(const LoadResult& run) {
  std::string out = "{";
  for (size_t code = 1; code < kStatusCodes; ++code) {
    if (run.calls_by_code[code] == 0) continue;
    absl::StrAppendFormat(&out, "%s\"%s\":%d", out.size() > 1 ? "," : "", CodeName(code),
                          run.calls_by_code[code]);
  }
  return out + "}";
}

std::string Run(const LoadResult& run) {
  std::string out =
      absl::StrFormat("{\"offered_calls_per_s\":%.9g,\"concurrency\":%d,\"seconds\":%.3f,",
                      run.offered_per_s, run.concurrency, run.seconds);
  absl::StrAppendFormat(
      &out, "\"calls\":{\"sent\":%d,\"ok\":%d,\"failed\":%d,\"late\":%d,\"skipped\":%d},",
      run.sent(), run.calls_by_code[0], run.failed(), run.late, run.skipped);
  absl::StrAppendFormat(&out, "\"errors\":%s,", Errors(run));
  absl::StrAppendFormat(&out, "\"wrong_records\":{\"shape\":%d,\"order\":%d,\"score\":%d},",
                        run.faults.shape, run.faults.order, run.faults.score);
  absl::StrAppendFormat(&out,
                        "\"calls_per_s\":%.1f,\"records_per_s\":%.1f,\"tokens_per_s\":%.1f,"
                        "\"in_time_calls_per_s\":%.1f,\"in_time_share\":%.4f,",
                        run.PerSecond(run.answered_calls), run.PerSecond(run.answered_records),
                        run.PerSecond(run.answered_tokens), run.PerSecond(run.answered_in_time),
                        GoodShare(run));
  absl::StrAppendFormat(
      &out, "\"latency_us\":%s,\"failure_latency_us\":%s,\"send_lag_us\":%s,\"latency_le_us\":%s}",
      Quantiles(run.latency_us), Quantiles(run.failure_latency_us), Quantiles(run.send_lag_us),
      Places(run.latency_us));
  return out;
}

}  // namespace

std::string LoadAsJson(const LoadReport& report) {
  std::string out = absl::StrFormat(
      "{\"txtsentry\":\"%s\",\"target\":%s,\"server\":%s,\"settings\":%s,\"runs\":[",
      base::kVersion, base::JsonString(report.options.target.target),
      base::JsonString(report.server), Settings(report));
  for (size_t i = 0; i < report.runs.size(); ++i) {
    out += (i > 0 ? ",\n" : "\n") + Run(report.runs[i]);
  }
  absl::StrAppendFormat(&out, "\n],\"first_fault\":%s}\n", base::JsonString(report.first_fault));
  return out;
}

}  // namespace txtsentry::client
