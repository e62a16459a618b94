// txtsentry-train: generates labelled data, trains a model and evaluates models.
#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "core/base/version.h"
#include "train/commands.h"

namespace {

namespace train = txtsentry::train;

std::atomic<bool> g_stop{false};

void OnInterrupt(int /*signal*/) { g_stop.store(true); }

CLI::App* AddGenerate(CLI::App& app, train::GenerateOptions& options) {
  CLI::App* const command = app.add_subcommand("generate", "Write labelled records from a seed");
  command->add_option("--seed", options.seed, "Seed; the same seed gives the same file everywhere")
      ->capture_default_str();
  command->add_option("--rows", options.rows, "Records to write")->capture_default_str();
  command->add_option("-o,--output", options.output_path, "File to write")->required();
  command->add_option("--without", options.omissions.kinds,
                      "Kinds to leave out, also where a disguised record holds them");
  command->add_option("--only", options.omissions.all_kinds_but,
                      "Kinds to draw from, and no others");
  command->add_option("--without-text", options.omissions.text_expression,
                      "Leave out records that hold a match of this expression (RE2)");
  return command;
}

CLI::App* AddFit(CLI::App& app, train::FitOptions& options) {
  CLI::App* const command = app.add_subcommand("fit", "Train a model and write its bundle");
  command->add_option("--data", options.data_paths, "Labelled records, one or more files")
      ->required();
  command->add_option("--init", options.init_folder,
                      "Model to begin with: its vocabulary and weights");
  command->add_option("-o,--output", options.bundle_folder, "Bundle folder to write")->required();
  command->add_option("--seed", options.seed, "Seed of the weights and of the order of batches")
      ->capture_default_str();
  command->add_option("--epochs", options.epochs, "Passes over the data at most")
      ->capture_default_str();
  command->add_option("--batch", options.rows_per_batch, "Rows in a mini-batch")
      ->capture_default_str();
  command->add_option("--lr", options.learning_rate, "Learning rate of the first epoch")
      ->capture_default_str();
  command->add_option("--patience", options.patience, "Epochs without gain before stopping early")
      ->capture_default_str();
  command
      ->add_option("--disguise", options.disguise_percent,
                   "Percent of label 1 that an epoch sees in a disguise")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  command
      ->add_option("--mistakes", options.mistake_percent,
                   "Percent of label 0 that an epoch sees with a mistake")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  command->add_option("--balance", options.balance_classes, "Weigh both classes the same")
      ->capture_default_str();
  command
      ->add_option("--calibrate", options.calibrate,
                   "Fold the temperature that fits the validation rows into the last layer")
      ->capture_default_str();
  command->add_option("--threads", options.threads, "Threads of LibTorch")->capture_default_str();
  command->add_option("--checkpoint", options.checkpoint_path,
                      "Checkpoint to write (default: the bundle folder's path + .checkpoint)");
  command->add_option("--resume", options.resume_path, "Checkpoint to go on from");
  command->add_option("--name", options.name, "Name of the model")->capture_default_str();
  command->add_option("--model-version", options.version, "Version of the model")
      ->capture_default_str();
  return command;
}

CLI::App* AddAverage(CLI::App& app, train::AverageOptions& options) {
  CLI::App* const command =
      app.add_subcommand("average", "Write the mean of models along one training");
  command->add_option("models", options.model_folders, "Models with one vocabulary")->required();
  command->add_option("-o,--output", options.bundle_folder, "Bundle folder to write")->required();
  command->add_option("--name", options.name, "Name of the model")->capture_default_str();
  command->add_option("--model-version", options.version, "Version of the model")
      ->capture_default_str();
  return command;
}

CLI::App* AddEvaluate(CLI::App& app, train::EvaluateOptions& options) {
  CLI::App* const command = app.add_subcommand("evaluate", "Measure a model on a file of records");
  command->add_option("--data", options.data_path, "Labelled records, or collected ones")
      ->required();
  command->add_option("--model", options.model_folder, "Bundle, or folder with a .pt and vocab.pkl")
      ->required();
  command->add_option("--label", options.label, "Label of all records of a collected file")
      ->check(CLI::Range(0, 1));
  command->add_option("--prefix", options.prefix,
                      "Text to put in front of every record of label 1");
  command->add_option("--against", options.against,
                      "Collected records of the other label, evaluated together with --data");
  command->add_option("--scores", options.scores_path,
                      "File for label, group and probability of every record, without its text");
  command->add_option("--unseen-in", options.unseen_in,
                      "Leave out records whose text stands in this labelled file");
  command->add_option("--threads", options.threads, "Threads")->capture_default_str();
  command->add_flag("--json", options.json, "Print one JSON object");
  return command;
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): what the command line cannot catch ends the program.
int main(int argc, char** argv) {
  CLI::App app("Makes labelled TXT records, trains a model on them, and measures models.");
  app.set_version_flag("--version", txtsentry::base::kVersion);
  app.require_subcommand(1);
  train::GenerateOptions generate;
  train::FitOptions fit;
  train::AverageOptions average;
  train::EvaluateOptions evaluate;
  CLI::App* const generate_command = AddGenerate(app, generate);
  CLI::App* const fit_command = AddFit(app, fit);
  CLI::App* const average_command = AddAverage(app, average);
  AddEvaluate(app, evaluate);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  absl::Status status;
  if (generate_command->parsed()) {
    status = train::RunGenerate(generate);
  } else if (fit_command->parsed()) {
    // The first interrupt stops after the current batch and saves; a second one terminates at once.
    struct sigaction action = {};
    action.sa_handler = OnInterrupt;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, nullptr);
    fit.stop = &g_stop;
    status = train::RunFit(fit);
  } else if (average_command->parsed()) {
    status = train::RunAverage(average);
  } else {
    status = train::RunEvaluate(evaluate);
  }
  if (!status.ok()) std::fprintf(stderr, "txtsentry-train: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : absl::IsInvalidArgument(status) ? 2 : 1;
}
