#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/base/status.h"
#include "core/model/model.h"
#include "train/commands.h"
#include "train/data_file.h"
#include "train/evaluation/evaluation.h"
#include "train/evaluation/record_scorer.h"

namespace txtsentry::train {

namespace {

absl::StatusOr<std::vector<DataRow>> ReadRows(const EvaluateOptions& options) {
  TXTSENTRY_ASSIGN_OR_RETURN(std::vector<DataRow> rows,
                             ReadDataFile(options.data_path, options.label));
  if (options.against.empty()) return rows;
  if (!options.label.has_value()) {
    return absl::InvalidArgumentError("--against needs --label: both files are collected ones");
  }
  TXTSENTRY_ASSIGN_OR_RETURN(std::vector<DataRow> others,
                             ReadDataFile(options.against, 1 - *options.label));
  for (DataRow& row : others) rows.push_back(std::move(row));
  return rows;
}

std::string FormatScores(const std::vector<Scored>& rows, const std::vector<std::string>& groups) {
  std::string file;
  for (size_t i = 0; i < rows.size(); ++i) {
    file += absl::StrFormat("%d\t%s\t%.9g\n", rows[i].label,
                            groups.empty() ? std::string() : groups[i], rows[i].score);
  }
  return file;
}

}  // namespace

absl::Status RunEvaluate(const EvaluateOptions& options) {
  if (options.threads < 1) {
    return absl::InvalidArgumentError(
        absl::StrFormat("threads=%d must be at least 1", options.threads));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(const model::Model model, model::LoadModel(options.model_folder));
  TXTSENTRY_ASSIGN_OR_RETURN(const std::vector<DataRow> rows, ReadRows(options));
  absl::flat_hash_set<std::string> seen;
  if (!options.unseen_in.empty()) {
    TXTSENTRY_ASSIGN_OR_RETURN(std::vector<DataRow> seen_rows,
                               ReadDataFile(options.unseen_in, std::nullopt));
    for (DataRow& row : seen_rows) seen.insert(std::move(row.record.text));
  }
  std::vector<std::string> texts, groups;
  std::vector<Scored> scored;
  for (const DataRow& row : rows) {
    if (seen.contains(row.record.text)) continue;
    texts.push_back((row.record.label == 1 ? options.prefix : std::string()) + row.record.text);
    scored.push_back({row.record.label, 0});
    if (options.label.has_value()) groups.push_back(row.group);
  }
  if (texts.empty()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: no record is left to evaluate", options.data_path));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(const std::vector<float> scores,
                             ScoreTexts(model, texts, options.threads));
  for (size_t i = 0; i < scores.size(); ++i) scored[i].score = static_cast<double>(scores[i]);
  Evaluation evaluation = Evaluate(scored, groups, model.info.threshold);
  evaluation.model = model.info.name + " " + model.info.version;
  if (!options.scores_path.empty()) {
    TXTSENTRY_RETURN_IF_ERROR(
        base::WriteFileAtomically(options.scores_path, FormatScores(scored, groups)));
  }
  absl::PrintF("%s", options.json ? ToJson(evaluation) : ToText(evaluation));
  return absl::OkStatus();
}

}  // namespace txtsentry::train
