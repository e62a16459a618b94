#include "client/commands/score_run.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"
#include "client/commands/output_file.h"
#include "client/commands/progress.h"
#include "client/commands/report.h"
#include "client/commands/score_pipeline.h"
#include "client/commands/signal_scope.h"
#include "client/formats/byte_source.h"
#include "client/formats/line_reader.h"
#include "core/base/clock.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

constexpr double kUsASecond = 1e6;
// A longer run without a terminal gets a closing line.
constexpr double kLongRunSeconds = 10;

// Returns the total size of all inputs; 0 if one is not a regular file. Returns NotFound if one is
// missing, to report it before scoring the others.
absl::StatusOr<int64_t> TotalBytes(const std::vector<std::string>& inputs) {
  int64_t bytes = 0;
  bool known = true;
  for (const std::string& input : inputs) {
    struct stat info = {};
    if (input == "-") {
      known = false;
    } else if (::access(input.c_str(), R_OK) != 0 || ::stat(input.c_str(), &info) != 0) {
      return absl::NotFoundError(
          absl::StrFormat("%s: cannot be read: %s", input, std::generic_category().message(errno)));
    } else if (S_ISDIR(info.st_mode)) {
      return absl::FailedPreconditionError(absl::StrFormat("%s: is a folder", input));
    }
    known = known && S_ISREG(info.st_mode);
    bytes += info.st_size;
  }
  return known ? bytes : 0;
}

OutputFormat ChooseFormat(const ScoreOptions& options) {
  if (options.output_format) return *options.output_format;
  const bool terminal = options.output_path.empty() && ::isatty(STDOUT_FILENO) == 1;
  return terminal ? OutputFormat::kTable : OutputFormat::kNdjson;
}

ProgressMode ChooseProgress(const ScoreOptions& options, OutputFormat format) {
  if (options.progress == ProgressChoice::kNever) return ProgressMode::kNever;
  if (options.progress == ProgressChoice::kPlain || ::isatty(STDERR_FILENO) != 1) {
    return ProgressMode::kPlain;
  }
  // Events printed on the same terminal would overwrite a progress line.
  const bool events_on_screen =
      options.output_path.empty() && format != OutputFormat::kTable && ::isatty(STDOUT_FILENO) == 1;
  return events_on_screen ? ProgressMode::kNever : ProgressMode::kTerminal;
}

PipelineOptions PipelineOptionsOf(const ScoreOptions& options, rules::Policy policy) {
  PipelineOptions pipeline;
  pipeline.batch_records_max = static_cast<size_t>(options.batch_records_max);
  pipeline.inflight_max = static_cast<size_t>(options.inflight_max);
  pipeline.threshold = options.threshold;
  pipeline.policy = policy;
  pipeline.errors_max = options.errors_max;
  return pipeline;
}

WriterOptions WriterOptionsOf(const ScoreOptions& options, const Scorer& scorer) {
  WriterOptions writer;
  writer.only_suspicious = options.only_suspicious;
  writer.model = scorer.model_name();
  writer.width_columns = TerminalColumns();
  return writer;
}

// The part of a run in which all files are open. Not thread-safe.
class Run {
 public:
  Run(const ScoreOptions& options, rules::Policy policy, Scorer& scorer, OutputFile& output,
      int64_t bytes_total)
      : options_(options),
        format_(ChooseFormat(options)),
        progress_mode_(ChooseProgress(options, format_)),
        meter_(progress_mode_),
        output_(output),
        writer_(NewEventWriter(format_, WriterOptionsOf(options, scorer))),
        model_(scorer.model_name()),
        pipeline_(
            scorer, *writer_, [this](std::string_view bytes) { return output_.Write(bytes); },
            PipelineOptionsOf(options, policy)),
        start_us_(clock_.NowUs()) {
    numbers_.bytes_total = bytes_total;
  }

  int Execute(const std::vector<std::string>& inputs) {
    std::string head;
    writer_->Begin(head);
    input_status_ = output_.Write(head);
    for (const std::string& input : inputs) {
      if (!input_status_.ok()) break;
      input_status_ = ReadInput(input);
    }
    // Finish chunks in flight whether the input ended, failed or was interrupted.
    const absl::Status drained = pipeline_.Drain();
    if (!drained.ok()) input_status_ = drained;
    return Close();
  }

 private:
  absl::Status ReadInput(const std::string& input) {
    WaitOptions wait;
    wait.stop_fd = signals_.stop_fd();
    wait.before_waiting = [this] { return pipeline_.Drain().ok() && output_.Flush().ok(); };
    TXTSENTRY_ASSIGN_OR_RETURN(const auto source, OpenInput(input, std::move(wait)));
    LineReader lines(*source);
    auto reader = NewEventReader(options_.input_format, options_.csv_text_column, lines);
    absl::Status status = reader.status();
    const int64_t bytes_before = numbers_.bytes_read;
    while (status.ok()) {
      if (signals_.stop_requested()) return absl::CancelledError("interrupted");
      Event event;
      const absl::StatusOr<bool> more = (*reader)->Next(event);
      numbers_.bytes_read = bytes_before + source->bytes_read();
      if (!more.ok()) {
        status = more.status();
        break;
      }
      if (!*more) return absl::OkStatus();
      TXTSENTRY_RETURN_IF_ERROR(pipeline_.Add(std::move(event)));
      ShowProgress();
    }
    if (status.code() == absl::StatusCode::kCancelled) return status;
    return absl::Status(status.code(),
                        absl::StrFormat("%s: %s", input == "-" ? "standard input" : input,
                                        std::string(status.message())));
  }

  void ShowProgress() {
    if (progress_mode_ == ProgressMode::kNever) return;
    numbers_.records = pipeline_.summary().records;
    numbers_.errors = pipeline_.summary().errors;
    numbers_.elapsed_us = clock_.NowUs() - start_us_;
    const std::string text = meter_.Update(numbers_);
    if (!text.empty()) WriteToStderr(text);
  }

  // Writes the end of the output and reports the result.
  int Close() {
    RunSummary summary = pipeline_.summary();
    summary.seconds = static_cast<double>(clock_.NowUs() - start_us_) / kUsASecond;
    std::string tail;
    writer_->End(summary, tail);
    WriteToStderr(meter_.Clear());
    absl::Status written = output_.Write(tail);
    if (written.ok()) {
      written = input_status_.ok() ? output_.Commit() : output_.Keep();
    }
    ReportSummary(summary);
    return ExitCode(written, summary);
  }

  void ReportSummary(const RunSummary& summary) {
    if (format_ == OutputFormat::kTable && options_.output_path.empty()) return;
    if (progress_mode_ == ProgressMode::kTerminal ||
        (progress_mode_ == ProgressMode::kPlain && summary.seconds >= kLongRunSeconds)) {
      Complain(SummaryLine(summary, model_));
    }
    if (summary.errors > 0) {
      Complain(absl::StrFormat("%d errors in %d events; the first: %s", summary.errors,
                               summary.events, ErrorText(pipeline_.first_error())));
    }
  }

  int ExitCode(const absl::Status& written, const RunSummary& summary) {
    if (written.code() == absl::StatusCode::kAborted)
      return 0;  // The reader has closed the output.
    if (!written.ok()) {
      Complain(ErrorText(written));
      return kExitBadInput;
    }
    if (!input_status_.ok() && !options_.output_path.empty()) {
      Complain(absl::StrFormat("what was done until then is in %s", output_.name()));
    }
    if (!input_status_.ok()) {
      if (pipeline_.end() == PipelineEnd::kNone && signals_.stop_requested()) {
        return kExitInterrupted;
      }
      Complain(ErrorText(input_status_));
      return pipeline_.end() == PipelineEnd::kScorer ? ExitCodeOfScorer(input_status_)
                                                     : kExitBadInput;
    }
    return options_.exit_code && summary.suspicious > 0 ? kExitFindings : 0;
  }

  const ScoreOptions& options_;
  const OutputFormat format_;
  const ProgressMode progress_mode_;
  ProgressMeter meter_;
  ProgressNumbers numbers_;
  const SignalScope signals_;
  const base::SteadyClock clock_{};
  OutputFile& output_;
  const std::unique_ptr<EventWriter> writer_;
  const std::string model_;
  ScorePipeline pipeline_;
  const base::TimeUs start_us_;
  absl::Status input_status_;  // Why the run ended before its input did; otherwise OK.
};

}  // namespace

int RunScore(const ScoreOptions& options, const MakeScorer& make_scorer) {
  std::vector<std::string> inputs = options.inputs;
  if (inputs.empty()) inputs.emplace_back("-");
  const auto bytes_total = TotalBytes(inputs);
  if (!bytes_total.ok()) {
    Complain(ErrorText(bytes_total.status()));
    return kExitBadInput;
  }
  const auto scorer = make_scorer(options.scorer);
  if (!scorer.ok()) {
    Complain(ErrorText(scorer.status()));
    return ExitCodeOfScorer(scorer.status());
  }
  const auto policy = rules::ParsePolicy((*scorer)->policy());
  if (!policy.ok() && options.threshold) {
    // Labels of an unknown policy of a newer server can be passed on but not recomputed.
    Complain(absl::StrFormat("--threshold: %s", ErrorText(policy.status())));
    return kExitBadInput;
  }
  const auto output = OutputFile::Open(options.output_path);
  if (!output.ok()) {
    Complain(ErrorText(output.status()));
    return kExitBadInput;
  }
  return Run(options, policy.value_or(rules::Policy::kNotebook), **scorer, **output, *bytes_total)
      .Execute(inputs);
}

}  // namespace txtsentry::client
