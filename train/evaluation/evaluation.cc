#include "train/evaluation/evaluation.h"

#include <algorithm>
#include <cstddef>
#include <map>

#include "absl/strings/str_format.h"
#include "core/base/json_text.h"

namespace txtsentry::train {
namespace {

double Share(const GroupShare& group) {
  return static_cast<double>(group.suspicious) / static_cast<double>(group.rows);
}

std::string NumberOrNull(const std::optional<double>& value) {
  return value.has_value() ? absl::StrFormat("%.9g", *value) : "null";
}

}  // namespace

double Evaluation::MacroShare() const {
  double sum = 0;
  for (const GroupShare& group : groups) sum += Share(group);
  return groups.empty() ? 0 : sum / static_cast<double>(groups.size());
}

Evaluation Evaluate(const std::vector<Scored>& rows, const std::vector<std::string>& groups,
                    double threshold) {
  Evaluation evaluation;
  evaluation.threshold = threshold;
  evaluation.confusion = Confuse(rows, threshold);
  evaluation.roc_auc = RocAuc(rows);
  if (evaluation.roc_auc.has_value()) evaluation.pr_auc = PrAuc(rows);
  evaluation.log_loss = LogLoss(rows);
  std::map<std::string, GroupShare> by_name;
  for (size_t i = 0; i < groups.size(); ++i) {
    GroupShare& group = by_name[groups[i]];
    group.group = groups[i];
    ++group.rows;
    if (rows[i].score >= threshold) ++group.suspicious;
  }
  for (const auto& entry : by_name) evaluation.groups.push_back(entry.second);
  std::stable_sort(evaluation.groups.begin(), evaluation.groups.end(),
                   [](const GroupShare& a, const GroupShare& b) { return a.rows > b.rows; });
  return evaluation;
}

std::string ToText(const Evaluation& evaluation) {
  const Confusion& c = evaluation.confusion;
  std::string text = absl::StrFormat("model %s, threshold %g, %d records\n\n", evaluation.model,
                                     evaluation.threshold, c.rows());
  text += absl::StrFormat("                 scored suspicious  scored known\n");
  text += absl::StrFormat("label 1 %26d %13d\n", c.true_positive, c.false_negative);
  text += absl::StrFormat("label 0 %26d %13d\n\n", c.false_positive, c.true_negative);
  const auto line = [&text](const char* name, double value) {
    text += absl::StrFormat("%-20s %8.5f\n", name, value);
  };
  const bool positives = c.true_positive + c.false_negative > 0;
  const bool negatives = c.true_negative + c.false_positive > 0;
  const auto share = [&text](const char* name, int64_t part, int64_t whole) {
    const Interval bounds = Wilson95(part, whole);
    text += absl::StrFormat("%-20s %8.5f  95 %% interval %.5f to %.5f\n", name,
                            static_cast<double>(part) / static_cast<double>(whole), bounds.low,
                            bounds.high);
  };
  share("accuracy", c.true_positive + c.true_negative, c.rows());
  if (positives && negatives && c.true_positive + c.false_positive > 0) {
    share("precision", c.true_positive, c.true_positive + c.false_positive);
  }
  if (positives) share("recall", c.true_positive, c.true_positive + c.false_negative);
  if (negatives) {
    share("false-positive rate", c.false_positive, c.false_positive + c.true_negative);
  }
  if (positives && negatives) line("F1", c.F1());
  if (positives && negatives) line("macro-F1", c.MacroF1());
  if (evaluation.roc_auc.has_value()) line("ROC-AUC", *evaluation.roc_auc);
  if (evaluation.pr_auc.has_value()) line("PR-AUC", *evaluation.pr_auc);
  line("log loss", evaluation.log_loss);
  if (!evaluation.groups.empty()) {
    line("mean share of groups", evaluation.MacroShare());
    text +=
        "\ngroup                                               rows  suspicious   share  95 % "
        "interval\n";
    for (const GroupShare& group : evaluation.groups) {
      const Interval bounds = Wilson95(group.suspicious, group.rows);
      text += absl::StrFormat("%-50s %6d %11d %6.2f%%  %.2f%% to %.2f%%\n", group.group, group.rows,
                              group.suspicious, 100 * Share(group), 100 * bounds.low,
                              100 * bounds.high);
    }
  }
  return text;
}

std::string ToJson(const Evaluation& evaluation) {
  const Confusion& c = evaluation.confusion;
  std::string json = absl::StrFormat(
      "{\"model\":%s,\"threshold\":%.9g,\"records\":%d,\"true_positive\":%d,\"false_positive\":%d,"
      "\"true_negative\":%d,\"false_negative\":%d,",
      base::JsonString(evaluation.model), evaluation.threshold, c.rows(), c.true_positive,
      c.false_positive, c.true_negative, c.false_negative);
  json += absl::StrFormat(
      "\"accuracy\":%.9g,\"precision\":%.9g,\"recall\":%.9g,\"f1\":%.9g,\"macro_f1\":%.9g,"
      "\"false_positive_rate\":%.9g,\"roc_auc\":%s,\"pr_auc\":%s,\"log_loss\":%.9g,\"groups\":[",
      c.Accuracy(), c.Precision(), c.Recall(), c.F1(), c.MacroF1(), c.FalsePositiveRate(),
      NumberOrNull(evaluation.roc_auc), NumberOrNull(evaluation.pr_auc), evaluation.log_loss);
  for (const GroupShare& group : evaluation.groups) {
    if (&group != &evaluation.groups.front()) json += ',';
    json += absl::StrFormat("{\"group\":%s,\"rows\":%d,\"suspicious\":%d}",
                            base::JsonString(group.group), group.rows, group.suspicious);
  }
  return json + "]}\n";
}

}  // namespace txtsentry::train
