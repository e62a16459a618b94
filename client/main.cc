// txtsentry: the command line.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

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

absl::StatusOr<std::unique_ptr<txtsentry::client::Scorer>> MakeScorer(
    const txtsentry::client::ScorerOptions& options) {
  if (!options.model.empty()) {
    txtsentry::client::LocalScorerOptions local;
    local.model = options.model;
    local.engine = options.engine;
    local.device = options.device;
    local.precision = options.precision;
    local.policy = options.policy;
    local.owner_names_file = options.owner_names_file;
    return txtsentry::client::MakeLocalScorer(local);
  }
  txtsentry::client::ClientOptions client;
  client.target = options.server;
  return txtsentry::client::MakeRemoteScorer(client);
}

absl::StatusOr<txtsentry::client::RecordExplanation> Explain(
    const txtsentry::client::ScorerOptions& options,
    const txtsentry::client::ScoreRequest& record) {
  if (!options.model.empty()) {
    txtsentry::classify::ClassifierOptions classifier;
    classifier.engine.engine = options.engine;
    classifier.engine.device = options.device;
    classifier.engine.precision = options.precision;
    const auto policy = txtsentry::verdict::ParsePolicy(options.policy);
    if (!policy.ok()) return policy.status();
    classifier.judge.policy = *policy;
    classifier.judge.owner_names_file = options.owner_names_file;
    return txtsentry::client::ExplainLocally(options.model, classifier, record);
  }
  txtsentry::client::ClientOptions client;
  client.target = options.server;
  return txtsentry::client::ExplainRemotely(client, record);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("txtsentry: scores DNS TXT records", "txtsentry");
  app.set_version_flag("--version", std::string("txtsentry ") + txtsentry::base::kVersion);
  app.require_subcommand(1);
  int exit_code = 0;
  txtsentry::client::AddScoreCommand(app, MakeScorer, exit_code);
  txtsentry::client::AddExplainCommand(app, Explain, exit_code);
  txtsentry::client::AddModelCommand(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  return exit_code;
}
