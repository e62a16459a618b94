// The options of `txtsentry bench`.
#ifndef TXTSENTRY_CLIENT_BENCH_BENCH_OPTIONS_H_
#define TXTSENTRY_CLIENT_BENCH_BENCH_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/bench/arrivals.h"
#include "client/bench/grpc_target.h"
#include "client/commands/score_run.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::client {

enum class LoadMode { kClosed, kOpen, kTrace };

struct BenchOptions {
  GrpcTargetOptions target;
  bool allow_remote = false;

  std::string texts;  // A file of records; "-" is standard input; empty selects the built-in mix.
  InputFormat texts_format = InputFormat::kAuto;
  int64_t distinct = 1024;  // Number of records in the built-in mix.
  std::string trace;        // With kTrace: the trace file (trace_reader.h).
  double speed = 1;         // With kTrace: replay speed.
  std::optional<double> zipf_exponent;
  uint64_t seed = 1;

  LoadMode mode = LoadMode::kClosed;
  std::vector<int64_t> concurrency = {8};  // Closed loop: one run for each value.
  std::vector<double> rates;               // Open loop: one run for each value.
  Arrivals arrivals = Arrivals::kPoisson;
  int64_t records_a_call = 1;
  v1::Priority priority = v1::PRIORITY_INTERACTIVE;
  int64_t outstanding_max = 4096;
  // Defaults: 1 s of warm-up, none before a trace; 10 s per run, or until the end of the trace.
  std::optional<double> warmup_s;
  std::optional<double> duration_s;

  double WarmupSeconds() const { return warmup_s.value_or(mode == LoadMode::kTrace ? 0 : 1); }

  std::string check = "consistent";  // "consistent", "none" or a model's folder.
  std::string check_engine = "reference";
  double tolerance = 1e-4;

  std::string json_path;  // Empty for none; "-" is standard output.
  std::string html_path;
  ProgressChoice progress = ProgressChoice::kAuto;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_BENCH_OPTIONS_H_
