// txtsentry: the command-line client.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "client/bench/bench_command.h"
#include "client/bench/bench_run.h"
#include "client/client.h"
#include "client/commands/explain_command.h"
#include "client/commands/model_command.h"
#include "client/commands/score_command.h"
#include "client/local_explainer.h"
#include "client/local_scorer.h"
#include "client/remote_explainer.h"
#include "client/remote_scorer.h"
#include "core/base/version.h"

namespace {

constexpr int kExitUsage = 2;

txtsentry::client::LocalScorerOptions LocalOptions(
    const txtsentry::client::ScorerOptions& options) {
  txtsentry::client::LocalScorerOptions local;
  local.model = options.model;
  local.engine = options.engine;
  local.device = options.device;
  local.precision = options.precision;
  local.policy = options.policy;
  local.owner_names_file = options.owner_names_file;
  return local;
}

txtsentry::client::ClientOptions RemoteOptions(const txtsentry::client::ScorerOptions& options) {
  txtsentry::client::ClientOptions client;
  client.target = options.server;
  client.credentials = options.credentials;
  return client;
}

absl::StatusOr<std::unique_ptr<txtsentry::client::Scorer>> MakeScorer(
    const txtsentry::client::ScorerOptions& options) {
  if (options.model.empty()) return txtsentry::client::MakeRemoteScorer(RemoteOptions(options));
  return txtsentry::client::MakeLocalScorer(LocalOptions(options));
}

absl::StatusOr<txtsentry::client::RecordExplanation> Explain(
    const txtsentry::client::ScorerOptions& options,
    const txtsentry::client::ScoreRequest& record) {
  if (options.model.empty()) {
    return txtsentry::client::ExplainRemotely(RemoteOptions(options), record);
  }
  return txtsentry::client::ExplainLocally(LocalOptions(options), record);
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): what the command line cannot catch ends the program.
int main(int argc, char** argv) {
  CLI::App app("txtsentry: scores DNS TXT records", "txtsentry");
  app.set_version_flag("--version", std::string("txtsentry ") + txtsentry::base::kVersion);
  app.require_subcommand(1);
  int exit_code = 0;
  txtsentry::client::AddScoreCommand(app, MakeScorer, exit_code);
  txtsentry::client::AddExplainCommand(app, Explain, exit_code);
  txtsentry::client::AddModelCommand(app, exit_code);
  txtsentry::client::AddBenchCommand(app, txtsentry::client::RunBench, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  return exit_code;
}
