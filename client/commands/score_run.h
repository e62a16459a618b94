// Runs `txtsentry score`, from its options to its exit code.
#ifndef TXTSENTRY_CLIENT_COMMANDS_SCORE_RUN_H_
#define TXTSENTRY_CLIENT_COMMANDS_SCORE_RUN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/commands/score_command.h"
#include "client/formats/event_reader.h"
#include "client/formats/event_writer.h"

namespace txtsentry::client {

enum class ProgressChoice { kAuto, kNever, kPlain };

struct ScoreOptions {
  std::vector<std::string> inputs;  // "-" or no input is standard input.
  ScorerOptions scorer;
  InputFormat input_format = InputFormat::kAuto;
  std::string csv_text_column = "text";
  std::optional<OutputFormat> output_format;  // Default: a table on a terminal, otherwise NDJSON.
  std::string output_path;                    // Empty for standard output.
  std::optional<double> threshold;            // Replaces the model's own threshold.
  std::optional<int64_t> errors_max;
  bool only_suspicious = false;
  bool exit_code = false;
  ProgressChoice progress = ProgressChoice::kAuto;
  int batch_records_max = 256;
  int inflight_max = 8;
};

// Reads, scores and writes; errors and progress go to standard error. Returns the exit code.
int RunScore(const ScoreOptions& options, const MakeScorer& make_scorer);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_SCORE_RUN_H_
