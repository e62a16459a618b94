// The command `txtsentry explain`: explains the score of one record.
#ifndef TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_COMMAND_H_
#define TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_COMMAND_H_

#include <functional>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "client/commands/score_command.h"
#include "client/explainer.h"

namespace txtsentry::client {

using ExplainRecord = std::function<absl::StatusOr<RecordExplanation>(const ScorerOptions& options,
                                                                      const ScoreRequest& record)>;

// Adds the subcommand to `app`. When `app` parses a command line with it, the command runs and
// stores its exit code in `exit_code`, which must outlive the parsing: 0, or a code of `txtsentry
// score` (score_command.h); a record that cannot be explained is bad input.
void AddExplainCommand(CLI::App& app, ExplainRecord explain, int& exit_code);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_COMMAND_H_
