#include "client/bench/bench_command.h"

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "client/commands/credentials_flags.h"

namespace txtsentry::client {
namespace {

void AddTargetOptions(CLI::App& command, BenchOptions& options) {
  const std::map<std::string, Rpc> rpcs = {{"unary", Rpc::kUnary}, {"stream", Rpc::kStream}};
  const std::map<std::string, v1::Priority> priorities = {{"interactive", v1::PRIORITY_INTERACTIVE},
                                                          {"bulk", v1::PRIORITY_BULK}};
  CLI::Option* server =
      command.add_option("--server", options.target.target, "Address of a running txtsentryd")
          ->required()
          ->option_text("HOST:PORT");
  AddCredentialsOptions(command, server, options.target.credentials);
  command.add_flag("--allow-remote", options.allow_remote,
                   "Allow a target on another machine; make sure you may load it");
  command
      .add_option("--rpc", options.target.rpc,
                  "unary: one call per request; stream: one stream per connection")
      ->transform(CLI::CheckedTransformer(rpcs))
      ->option_text("unary|stream");
  command
      .add_option("--connections", options.target.connections,
                  "Number of TCP connections, used in turn")
      ->check(CLI::Range(1, 1024))
      ->option_text("N");
  command
      .add_option(
          "--deadline-ms", options.target.deadline_ms,
          "Deadline of a call; an answer later than this after the scheduled time is not in time")
      ->check(CLI::Range(int64_t{1}, int64_t{3'600'000}))
      ->option_text("MS");
  command.add_option("--priority", options.priority, "Priority of the calls")
      ->transform(CLI::CheckedTransformer(priorities))
      ->option_text("interactive|bulk");
}

void AddRecordOptions(CLI::App& command, BenchOptions& options) {
  const std::map<std::string, InputFormat> formats = {{"auto", InputFormat::kAuto},
                                                      {"lines", InputFormat::kLines},
                                                      {"ndjson", InputFormat::kNdjson},
                                                      {"csv", InputFormat::kCsv},
                                                      {"zeek", InputFormat::kZeek}};
  CLI::Option* texts =
      command.add_option("--texts", options.texts,
                         "File of records to send; -: standard input; default: generated records");
  texts->option_text("FILE|-");
  command.add_option("-i,--input-format", options.texts_format, "Format of --texts")
      ->transform(CLI::CheckedTransformer(formats))
      ->option_text("auto|lines|ndjson|csv|zeek");
  command.add_option("--distinct", options.distinct, "Number of different generated records")
      ->check(CLI::Range(1, 1'000'000))
      ->excludes(texts)
      ->option_text("N");
  command.add_option("--records", options.records_a_call, "Records per call")
      ->check(CLI::Range(1, 10'000))
      ->option_text("N");
  command
      .add_option("--zipf", options.zipf_exponent,
                  "Draw records by Zipf's law with this exponent; default: all equally often")
      ->check(CLI::Range(0.0, 10.0))
      ->option_text("S");
  command.add_option("--seed", options.seed, "Seed of records, order and arrivals")
      ->option_text("N");
}

void AddLoadOptions(CLI::App& command, BenchOptions& options) {
  const std::map<std::string, LoadMode> modes = {
      {"closed", LoadMode::kClosed}, {"open", LoadMode::kOpen}, {"trace", LoadMode::kTrace}};
  const std::map<std::string, Arrivals> arrivals = {{"poisson", Arrivals::kPoisson},
                                                    {"constant", Arrivals::kConstant}};
  const CLI::Range concurrency(1, 65'536);
  const CLI::Range rate(0.001, 1e7);
  command
      .add_option("--mode", options.mode,
                  "closed: callers wait for answers; open: calls at a given rate; trace: at the "
                  "times in --trace")
      ->transform(CLI::CheckedTransformer(modes))
      ->option_text("closed|open|trace");
  command
      .add_option("--concurrency,--sweep-concurrency", options.concurrency,
                  "Closed loop: number of callers; one run for each value")
      ->delimiter(',')
      ->check(concurrency)
      ->option_text("N,...");
  command
      .add_option("--rate,--sweep", options.rates,
                  "Open loop: calls per second; one run for each value")
      ->delimiter(',')
      ->check(rate)
      ->option_text("R,...");
  command
      .add_option("--arrivals", options.arrivals,
                  "Open loop: random (poisson) or constant intervals")
      ->transform(CLI::CheckedTransformer(arrivals))
      ->option_text("poisson|constant");
  command
      .add_option("--trace", options.trace,
                  "NDJSON with offset_us or offset_ms and a record per line")
      ->option_text("FILE");
  command.add_option("--speed", options.speed, "Replay the trace X times as fast")
      ->check(CLI::Range(0.001, 1000.0))
      ->option_text("X");
  command
      .add_option("--outstanding-max", options.outstanding_max,
                  "Open loop: maximum concurrent calls; calls beyond it are skipped and counted")
      ->check(CLI::Range(1, 1'000'000))
      ->option_text("N");
  command
      .add_option("--warmup", options.warmup_s,
                  "Load before measuring; default: 1, or 0 for a trace")
      ->check(CLI::Range(0.0, 3600.0))
      ->option_text("SECONDS");
  command
      .add_option("--duration", options.duration_s,
                  "Duration of a run; default: 10, or the whole trace")
      ->check(CLI::Range(0.01, 86'400.0))
      ->option_text("SECONDS");
}

void AddCheckOptions(CLI::App& command, BenchOptions& options) {
  command
      .add_option("--check", options.check,
                  "FOLDER: compare every score with this model; consistent: equal records must "
                  "have equal scores; none")
      ->option_text("FOLDER|consistent|none");
  command
      .add_option("--check-engine", options.check_engine,
                  "Engine that computes the expected scores")
      ->option_text("NAME");
  command.add_option("--tolerance", options.tolerance, "Allowed difference of probabilities")
      ->check(CLI::Range(0.0, 1.0))
      ->option_text("P");
}

void AddReportOptions(CLI::App& command, BenchOptions& options) {
  const std::map<std::string, ProgressChoice> progress = {{"auto", ProgressChoice::kAuto},
                                                          {"never", ProgressChoice::kNever},
                                                          {"plain", ProgressChoice::kPlain}};
  command.add_option("--json", options.json_path, "Write all figures to FILE; -: standard output")
      ->option_text("FILE|-");
  command.add_option("--html", options.html_path, "Write a page with plots to FILE")
      ->option_text("FILE");
  command.add_option("--progress", options.progress, "Progress line on standard error")
      ->transform(CLI::CheckedTransformer(progress))
      ->option_text("auto|never|plain");
}

void CheckTogether(const BenchOptions& options) {
  if (options.mode == LoadMode::kOpen && options.rates.empty()) {
    throw CLI::ValidationError("--mode open", "needs --rate");
  }
  if (options.mode != LoadMode::kOpen && !options.rates.empty()) {
    throw CLI::ValidationError("--rate", "is for --mode open");
  }
  if ((options.mode == LoadMode::kTrace) != !options.trace.empty()) {
    throw CLI::ValidationError("--mode trace", "and --trace go together");
  }
  if (options.mode == LoadMode::kTrace && (!options.texts.empty() || options.zipf_exponent)) {
    throw CLI::ValidationError("--trace", "has the records in it: no --texts, no --zipf");
  }
  if (options.mode == LoadMode::kTrace && options.records_a_call != 1) {
    throw CLI::ValidationError("--trace", "has one record a call: no --records");
  }
}

}  // namespace

void AddBenchCommand(CLI::App& app, RunBenchFunction run, int& exit_code) {
  CLI::App& command =
      *app.add_subcommand("bench", "Send load to a server; check and time its answers");
  auto options = std::make_shared<BenchOptions>();
  AddTargetOptions(command, *options);
  AddRecordOptions(command, *options);
  AddLoadOptions(command, *options);
  AddCheckOptions(command, *options);
  AddReportOptions(command, *options);
  command.callback([options, run = std::move(run), &exit_code] {
    CheckTogether(*options);
    exit_code = run(*options);
  });
}

}  // namespace txtsentry::client
