// The command `txtsentry score`: reads logs and writes them with scores.
#ifndef TXTSENTRY_CLIENT_COMMANDS_SCORE_COMMAND_H_
#define TXTSENTRY_CLIENT_COMMANDS_SCORE_COMMAND_H_

#include <functional>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "client/credentials_options.h"
#include "client/scorer.h"

namespace txtsentry::client {

// Exit codes of the command; 0 is success.
inline constexpr int kExitFindings = 1;  // Suspicious records, only with --exit-code.
inline constexpr int kExitUsage = 2;     // main() also returns it if CLI11 rejects the arguments.
inline constexpr int kExitBadInput = 3;  // More errors than --max-errors, or an I/O error.
inline constexpr int kExitUnreachable =
    4;  // The server cannot be reached or did not answer in time.
inline constexpr int kExitInterrupted = 130;

// Exactly one of server and model must be set.
struct ScorerOptions {
  std::string server;              // HOST:PORT
  CredentialsOptions credentials;  // With server.
  std::string model;               // Folder of a model for scoring in this process.
  std::string engine = "auto";
  std::string device = "auto";
  std::string precision = "fp32";
  std::string policy = "notebook";
  std::string owner_names_file;  // Empty: the built-in list.
};

// Adds --server and its credentials, and --model, --engine, --device and --precision.
void AddScorerOptions(CLI::App& command, ScorerOptions& options);

using MakeScorer =
    std::function<absl::StatusOr<std::unique_ptr<Scorer>>(const ScorerOptions& options)>;

// Adds the subcommand to `app`. When `app` parses a command line with it, the command runs and
// stores its exit code in `exit_code`, which must outlive the parsing.
void AddScoreCommand(CLI::App& app, MakeScorer make_scorer, int& exit_code);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_SCORE_COMMAND_H_
