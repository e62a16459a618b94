#include "client/bench/bench_run.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "client/bench/bench_command.h"
#include "client/bench/live_line.h"
#include "client/bench/load_report.h"
#include "client/bench/load_run.h"
#include "client/bench/record_mix.h"
#include "client/bench/record_source.h"
#include "client/bench/reference_answers.h"
#include "client/client.h"
#include "client/commands/output_file.h"
#include "client/commands/report.h"
#include "client/commands/signal_scope.h"
#include "client/formats/event_writer.h"
#include "client/loopback.h"
#include "client/remote_scorer.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

constexpr double kUsASecond = 1e6;
constexpr int64_t kUsAMs = 1'000;
constexpr double kDurationSeconds = 10;

int64_t ToUs(double seconds) { return static_cast<int64_t>(seconds * kUsASecond); }

ProgressMode ChooseProgress(ProgressChoice choice) {
  if (choice == ProgressChoice::kNever) return ProgressMode::kNever;
  const bool terminal = choice == ProgressChoice::kAuto && ::isatty(STDERR_FILENO) == 1;
  return terminal ? ProgressMode::kTerminal : ProgressMode::kPlain;
}

// The records to send, and their times for a trace.
struct Input {
  std::vector<ScoreRequest> records;
  std::vector<int64_t> offsets_us;  // For a trace: the recorded times.
};

absl::StatusOr<Input> ReadInput(const BenchOptions& options) {
  Input input;
  if (options.mode == LoadMode::kTrace) {
    TXTSENTRY_ASSIGN_OR_RETURN(auto trace, ReadTraceFile(options.trace));
    for (TracedRecord& record : trace) {
      input.offsets_us.push_back(record.offset_us);
      input.records.push_back(std::move(record.request));
    }
  } else if (options.texts.empty()) {
    input.records = MakeRecordMix(options.seed, options.distinct);
  } else {
    TXTSENTRY_ASSIGN_OR_RETURN(input.records, ReadLoadRecords(options.texts, options.texts_format));
  }
  return input;
}

WorkloadOptions WorkloadOptionsOf(const BenchOptions& options) {
  WorkloadOptions workload;
  workload.records_a_call = options.records_a_call;
  workload.seed = options.seed;
  workload.priority = options.priority;
  workload.record_ids = options.check != "none";
  if (options.mode == LoadMode::kTrace) {
    workload.draw = Draw::kInOrder;
  } else if (options.zipf_exponent) {
    workload.draw = Draw::kZipf;
    workload.zipf_exponent = *options.zipf_exponent;
  }
  return workload;
}

// Returns null for --check none.
absl::StatusOr<std::unique_ptr<AnswerChecker>> MakeChecker(const BenchOptions& options,
                                                           const std::vector<ScoreRequest>& records,
                                                           const std::string& server_model) {
  if (options.check == "none") return nullptr;
  auto checker =
      std::make_unique<AnswerChecker>(static_cast<int64_t>(records.size()), options.tolerance);
  if (options.check == "consistent") return checker;
  TXTSENTRY_ASSIGN_OR_RETURN(const ReferenceAnswers reference,
                             ScoreReference(records, options.check, options.check_engine));
  if (reference.model_name != server_model) {
    Complain(absl::StrFormat("the server's model is %s, the answers are checked against %s",
                             server_model, reference.model_name));
  }
  for (size_t i = 0; i < reference.results.size(); ++i) {
    checker->Expect(static_cast<uint32_t>(i), reference.results[i]);
  }
  return checker;
}

// Returns the server's GetModel response; empty if the server does not implement GetModel.
absl::StatusOr<v1::GetModelResponse> AskServer(const GrpcTargetOptions& target) {
  ClientOptions options;
  options.target = target.target;
  options.credentials = target.credentials;
  options.deadline_ms = target.connect_ms;
  TXTSENTRY_ASSIGN_OR_RETURN(const auto client, Client::Create(options));
  auto model = client->GetModel();
  if (absl::IsUnimplemented(model.status())) return v1::GetModelResponse();
  return model;
}

// Runs the command's loads one after another on one target. Not thread-safe.
class Bench {
 public:
  Bench(const BenchOptions& options, Input input, std::unique_ptr<AnswerChecker> checker,
        LoadTarget& target)
      : options_(options),
        offsets_us_(std::move(input.offsets_us)),
        workload_(std::move(input.records), WorkloadOptionsOf(options)),
        checker_(std::move(checker)),
        target_(target) {}

  // Appends to report.runs; an interrupted run is the last one.
  void Execute(LoadReport& report) {
    report.records = workload_.records();
    if (options_.mode == LoadMode::kTrace) {
      report.runs.push_back(RunTrace());
    } else if (options_.mode == LoadMode::kOpen) {
      for (const double rate : options_.rates) {
        if (!signals_.stop_requested()) report.runs.push_back(RunRate(rate));
      }
    } else {
      for (const int64_t callers : options_.concurrency) {
        if (!signals_.stop_requested()) report.runs.push_back(RunCallers(callers));
      }
    }
    if (checker_ != nullptr) report.first_fault = checker_->first_fault();
  }

  bool interrupted() const { return signals_.stop_requested(); }

 private:
  LoadRunOptions RunOptions() const {
    LoadRunOptions run;
    run.warmup_us = ToUs(options_.WarmupSeconds());
    run.duration_us = ToUs(options_.duration_s.value_or(kDurationSeconds));
    run.deadline_us = options_.target.deadline_ms * kUsAMs;
    // Until all calls' deadlines have passed, plus a second for the network.
    run.drain_us = run.deadline_us + ToUs(1);
    run.outstanding_max = options_.outstanding_max;
    return run;
  }

  // `load` names the run; `go` starts it.
  template <typename Go>
  LoadResult Run(const LoadRunOptions& options, const LoadResult& load, const Go& go) {
    LoadRun run(options, workload_, checker_.get(), target_, clock_);
    LoadResult result;
    {
      const LiveLine live(ChooseProgress(options_.progress), run, LoadName(load),
                          static_cast<double>(options.duration_us) / kUsASecond);
      result = go(run, [this] { return signals_.stop_requested(); });
    }
    result.offered_per_s = load.offered_per_s;
    result.concurrency = load.concurrency;
    return result;
  }

  LoadResult RunTimes(const LoadRunOptions& options, double offered_per_s, CallTimes& times) {
    LoadResult load;
    load.offered_per_s = offered_per_s;
    return Run(options, load,
               [&times](LoadRun& run, const auto& stop) { return run.RunOpen(times, stop); });
  }

  LoadResult RunRate(double rate) {
    const auto times = MakeArrivals(options_.arrivals, rate, options_.seed);
    return RunTimes(RunOptions(), rate, *times);
  }

  LoadResult RunTrace() {
    LoadRunOptions options = RunOptions();
    const double length_us = static_cast<double>(offsets_us_.back()) / options_.speed;
    // Add one microsecond, so that the last call is inside the window.
    if (!options_.duration_s) {
      options.duration_us = std::max<int64_t>(std::llround(length_us) + 1 - options.warmup_us, 1);
    }
    const double rate = static_cast<double>(offsets_us_.size()) * kUsASecond / length_us;
    const auto times = MakeTraceTimes(offsets_us_, options_.speed);
    return RunTimes(options, length_us > 0 ? rate : 0, *times);
  }

  LoadResult RunCallers(int64_t callers) {
    LoadResult load;
    load.concurrency = callers;
    return Run(RunOptions(), load,
               [callers](LoadRun& run, const auto& stop) { return run.RunClosed(callers, stop); });
  }

  const BenchOptions& options_;
  const std::vector<int64_t> offsets_us_;
  const Workload workload_;
  const std::unique_ptr<AnswerChecker> checker_;
  LoadTarget& target_;
  SteadyLoadClock clock_;
  SignalScope signals_;
};

absl::Status WriteReports(const BenchOptions& options, const LoadReport& report) {
  if (options.json_path == "-") {
    WriteToStderr(LoadAsText(report));
    TXTSENTRY_RETURN_IF_ERROR(WriteOutput("", LoadAsJson(report)));
  } else {
    TXTSENTRY_RETURN_IF_ERROR(WriteOutput("", LoadAsText(report)));
    if (!options.json_path.empty()) {
      TXTSENTRY_RETURN_IF_ERROR(WriteOutput(options.json_path, LoadAsJson(report)));
    }
  }
  if (options.html_path.empty()) return absl::OkStatus();
  return WriteOutput(options.html_path, LoadAsHtml(report));
}

int ExitCodeOf(const LoadReport& report) {
  LoadResult all;
  for (const LoadResult& run : report.runs) all.Merge(run);
  if (all.faults.total() > 0) return kExitWrongAnswers;
  const auto unavailable = static_cast<size_t>(absl::StatusCode::kUnavailable);
  return all.calls_by_code[0] == 0 && all.calls_by_code[unavailable] > 0 ? kExitUnreachable : 0;
}

int Fail(const absl::Status& status) {
  Complain(ErrorText(status));
  return ExitCodeOfScorer(status);
}

}  // namespace

int RunBench(const BenchOptions& options) {
  if (!options.allow_remote && !IsLoopbackTarget(options.target.target)) {
    Complain(absl::StrFormat("%s is not this machine; --allow-remote loads it all the same",
                             options.target.target));
    return kExitUsage;
  }
  auto input = ReadInput(options);
  if (!input.ok()) return Fail(input.status());
  const auto server = AskServer(options.target);
  if (!server.ok()) return Fail(server.status());
  LoadReport report;
  report.options = options;
  std::string model = "not known";
  if (!server->name().empty()) {
    model = ModelNameOf(*server);
    report.server = absl::StrFormat("%s, engine %s on %s, %d workers", model, server->engine(),
                                    server->device(), server->workers());
  }
  auto checker = MakeChecker(options, input->records, model);
  if (!checker.ok()) return Fail(checker.status());
  const auto target = ConnectGrpcTarget(options.target);
  if (!target.ok()) return Fail(target.status());
  Bench bench(options, *std::move(input), *std::move(checker), **target);
  bench.Execute(report);
  const absl::Status written = WriteReports(options, report);
  if (!written.ok() && !absl::IsAborted(written)) return Fail(written);
  return bench.interrupted() ? kExitInterrupted : ExitCodeOf(report);
}

}  // namespace txtsentry::client
