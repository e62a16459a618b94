#include "client/commands/model_command.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "core/base/json_text.h"
#include "core/base/status.h"
#include "core/model/bundle.h"
#include "core/model/model.h"
#include "core/model/model_config.h"
#include "core/model/model_files.h"
#include "core/model/notebook/notebook_pair.h"
#include "core/pipeline/self_check/golden.h"

namespace txtsentry::client {
namespace {

constexpr int kExitUsage = 2;
constexpr int kExitBadFile = 3;

// The arguments of all five commands; each uses some of them.
struct ModelArguments {
  std::string from;
  std::string to;
  std::string name;
  std::string version;
  std::string provenance;
  bool json = false;
};

int ExitCode(const absl::Status& status) {
  if (status.ok()) return 0;
  std::fprintf(stderr, "txtsentry: %s\n", status.ToString().c_str());
  return status.code() == absl::StatusCode::kInvalidArgument ? kExitUsage : kExitBadFile;
}

absl::Status Import(const ModelArguments& arguments) {
  TXTSENTRY_ASSIGN_OR_RETURN(model::Model model, model::LoadModel(arguments.from));
  if (!arguments.name.empty()) model.info.name = arguments.name;
  if (!arguments.version.empty()) model.info.version = arguments.version;
  if (!arguments.provenance.empty()) model.info.provenance = arguments.provenance;
  TXTSENTRY_RETURN_IF_ERROR(pipeline::SaveWithGolden(model, arguments.to));
  absl::PrintF("%s: imported %s\n", arguments.to, model.info.name);
  return absl::OkStatus();
}

absl::Status Golden(const ModelArguments& arguments) {
  TXTSENTRY_ASSIGN_OR_RETURN(const model::Model model, model::LoadBundle(arguments.from));
  TXTSENTRY_RETURN_IF_ERROR(pipeline::SaveWithGolden(model, arguments.from));
  absl::PrintF("%s: wrote %s\n", arguments.from, model::kGoldenFile);
  return absl::OkStatus();
}

absl::Status Export(const ModelArguments& arguments) {
  TXTSENTRY_ASSIGN_OR_RETURN(const model::Model model, model::LoadModel(arguments.from));
  const std::string name = arguments.name.empty() ? model.info.name : arguments.name;
  TXTSENTRY_RETURN_IF_ERROR(model::ExportNotebookPair(model, arguments.to, name));
  absl::PrintF("%s: wrote %s.pt and %s\n", arguments.to, name, model::kNotebookVocabularyFile);
  return absl::OkStatus();
}

std::string InfoText(const model::Model& model, const std::vector<model::ModelFile>& files) {
  const model::ModelInfo& info = model.info;
  std::string text = absl::StrFormat(
      "name             %s\n"
      "version          %s\n"
      "architecture     %s, n-grams of %d to %d characters\n"
      "threshold        %g\n"
      "tokens           %d\n"
      "vocabulary rows  %d\n"
      "embedding dim    %d\n"
      "hidden dim       %d\n",
      info.name, info.version, model::kArchitecture, model::kNgramMin, model::kNgramMax,
      info.threshold, model.tokens.size(), model.weights.vocabulary_rows,
      model.weights.embedding_dim, model.weights.hidden_dim);
  for (const model::ModelFile& file : files) {
    text +=
        absl::StrFormat("sha256           %s  %s, %d bytes\n", file.sha256, file.name, file.bytes);
  }
  return text + absl::StrFormat("provenance       %s\n", info.provenance);
}

std::string InfoJson(const model::Model& model, const std::vector<model::ModelFile>& files) {
  const model::ModelInfo& info = model.info;
  std::string listed;
  for (const model::ModelFile& file : files) {
    listed +=
        absl::StrFormat("%s{\"name\":%s,\"bytes\":%d,\"sha256\":\"%s\"}", listed.empty() ? "" : ",",
                        base::JsonString(file.name), file.bytes, file.sha256);
  }
  return absl::StrFormat(
      "{\"name\":%s,\"version\":%s,\"architecture\":\"%s\",\"ngram_range\":[%d,%d],"
      "\"threshold\":%s,\"tokens\":%d,\"vocabulary_rows\":%d,\"embedding_dim\":%d,"
      "\"hidden_dim\":%d,\"sha256\":\"%s\",\"files\":[%s],\"provenance\":%s}\n",
      base::JsonString(info.name), base::JsonString(info.version), model::kArchitecture,
      model::kNgramMin, model::kNgramMax, base::JsonNumber(info.threshold), model.tokens.size(),
      model.weights.vocabulary_rows, model.weights.embedding_dim, model.weights.hidden_dim,
      info.sha256, listed, base::JsonString(info.provenance));
}

absl::Status Info(const ModelArguments& arguments) {
  TXTSENTRY_ASSIGN_OR_RETURN(const model::Model model, model::LoadModel(arguments.from));
  TXTSENTRY_ASSIGN_OR_RETURN(const std::vector<model::ModelFile> files,
                             model::ListModelFiles(arguments.from));
  absl::PrintF("%s", arguments.json ? InfoJson(model, files) : InfoText(model, files));
  return absl::OkStatus();
}

absl::Status Verify(const ModelArguments& arguments) {
  // Loading checks checksums, shapes, values and the vocabulary.
  TXTSENTRY_ASSIGN_OR_RETURN(const model::Model model, model::LoadModel(arguments.from));
  absl::PrintF("%s: well: %s\n", arguments.from, model::DisplayName(model.info));
  return absl::OkStatus();
}

}  // namespace

void AddModelCommand(CLI::App& app, int& exit_code) {
  CLI::App& command = *app.add_subcommand("model", "Convert, show or check a model folder");
  command.require_subcommand(1);
  const auto arguments = std::make_shared<ModelArguments>();
  const auto add = [&](const char* name, const char* help, auto run) {
    CLI::App& sub = *command.add_subcommand(name, help);
    sub.add_option("model", arguments->from, "model folder: a bundle, or .pt and vocab.pkl")
        ->required();
    sub.callback([arguments, run, &exit_code] { exit_code = ExitCode(run(*arguments)); });
    return &sub;
  };
  CLI::App& import = *add("import", "Write a bundle from the notebook's .pt and vocab.pkl", Import);
  import.add_option("bundle", arguments->to, "folder to write")->required();
  import.add_option("--name", arguments->name, "name of the model; default: the .pt file's");
  import.add_option("--version", arguments->version, "version of the model; default: 1");
  import.add_option("--provenance", arguments->provenance, "where the weights come from");
  CLI::App& exported = *add("export", "Write the notebook's .pt and vocab.pkl", Export);
  exported.add_option("folder", arguments->to, "folder to write")->required();
  exported.add_option("--pt-name", arguments->name, "name of the .pt file; default: the model's");
  add("info", "Show name, version, sizes and checksums of a model", Info)
      ->add_flag("--json", arguments->json, "print one JSON object");
  add("golden", "Write golden.tsv into a bundle, computed by the reference engine", Golden);
  add("verify", "Check every file of a model", Verify);
}

}  // namespace txtsentry::client
