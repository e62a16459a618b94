#include "client/commands/score_command.h"

#include <map>
#include <utility>

#include "client/commands/credentials_flags.h"
#include "client/commands/score_run.h"

namespace txtsentry::client {
namespace {

std::string CheckThreshold(const std::string& text) {
  double value = -1;
  const bool number = CLI::detail::lexical_cast(text, value);
  return number && value >= 0 && value <= 1 ? "" : "must be a number from 0 to 1";
}

void AddInputOptions(CLI::App& command, ScoreOptions& options) {
  const std::map<std::string, InputFormat> input_formats = {{"auto", InputFormat::kAuto},
                                                            {"lines", InputFormat::kLines},
                                                            {"ndjson", InputFormat::kNdjson},
                                                            {"csv", InputFormat::kCsv},
                                                            {"zeek", InputFormat::kZeek}};
  command
      .add_option("files", options.inputs, "Log files, plain or gzip; - or none: standard input")
      ->option_text("[FILE|-]...");
  command.add_option("-i,--input-format", options.input_format, "Input format")
      ->transform(CLI::CheckedTransformer(input_formats))
      ->option_text("auto|lines|ndjson|csv|zeek");
  command.add_option("--field", options.csv_text_column, "CSV column that holds the record")
      ->option_text("NAME");
  command
      .add_option("--max-errors", options.errors_max,
                  "Stop with exit code 3 when more than N lines or records are bad")
      ->check(CLI::NonNegativeNumber)
      ->option_text("N");
}

void AddOutputOptions(CLI::App& command, ScoreOptions& options) {
  const std::map<std::string, OutputFormat> output_formats = {{"ndjson", OutputFormat::kNdjson},
                                                              {"csv", OutputFormat::kCsv},
                                                              {"table", OutputFormat::kTable}};
  const std::map<std::string, ProgressChoice> progress = {{"auto", ProgressChoice::kAuto},
                                                          {"never", ProgressChoice::kNever},
                                                          {"plain", ProgressChoice::kPlain}};
  command
      .add_option("-f,--format", options.output_format,
                  "Output format; default: table on a terminal, else ndjson")
      ->transform(CLI::CheckedTransformer(output_formats))
      ->option_text("ndjson|csv|table");
  command
      .add_option("-o,--output", options.output_path,
                  "Output file, written as FILE.part and renamed at the end; an interrupted run "
                  "leaves FILE.part")
      ->option_text("FILE");
  command
      .add_option(
          "--threshold", options.threshold,
          "Probability threshold, instead of the model's; labels decided by reasons do not change")
      ->check(CheckThreshold)
      ->option_text("P");
  command.add_flag("--only-suspicious", options.only_suspicious,
                   "Write only suspicious records and errors");
  command.add_flag("--exit-code", options.exit_code, "Exit with code 1 if a record is suspicious");
  command.add_option("--progress", options.progress, "Progress on standard error")
      ->transform(CLI::CheckedTransformer(progress))
      ->option_text("auto|never|plain");
}

void AddPipelineOptions(CLI::App& command, ScoreOptions& options) {
  command.add_option("--batch", options.batch_records_max, "Records per call")
      ->check(CLI::Range(1, 4096))
      ->option_text("N");
  command.add_option("--inflight", options.inflight_max, "Concurrent calls")
      ->check(CLI::Range(1, 256))
      ->option_text("N");
}

}  // namespace

void AddScorerOptions(CLI::App& command, ScorerOptions& options) {
  CLI::Option_group* where = command.add_option_group("Scorer (one of)");
  CLI::Option* server =
      where->add_option("--server", options.server, "Address of a running txtsentryd");
  server->option_text("HOST:PORT");
  AddCredentialsOptions(command, server, options.credentials);
  CLI::Option* model =
      where->add_option("--model", options.model, "Model folder; score in this process");
  model->option_text("PATH");
  where->require_option(1);
  command.add_option("--engine", options.engine, "With --model: auto, simd, libtorch or reference")
      ->option_text("NAME");
  command.add_option("--device", options.device, "With --model: auto, cpu, cuda or cuda:N")
      ->option_text("NAME");
  command.add_option("--precision", options.precision, "With --model: fp32 or int16")
      ->option_text("NAME");
  // With a server, the server's own settings apply, so these options would have no effect.
  command
      .add_option(
          "--policy", options.policy,
          "With --model: decide labels by probability (notebook) or by reasons first (triage)")
      ->check(CLI::IsMember({"notebook", "triage"}))
      ->needs(model)
      ->option_text("notebook|triage");
  command
      .add_option("--owner-names", options.owner_names_file,
                  "With --model: file of owner names with their expected values, added to the "
                  "built-in list")
      ->needs(model)
      ->option_text("FILE");
}

void AddScoreCommand(CLI::App& app, MakeScorer make_scorer, int& exit_code) {
  CLI::App* command = app.add_subcommand("score", "Score the TXT records in logs");
  auto options = std::make_shared<ScoreOptions>();
  AddInputOptions(*command, *options);
  AddScorerOptions(*command, options->scorer);
  AddPipelineOptions(*command, *options);
  AddOutputOptions(*command, *options);
  command->callback([options, make_scorer = std::move(make_scorer), &exit_code] {
    exit_code = RunScore(*options, make_scorer);
  });
}

}  // namespace txtsentry::client
