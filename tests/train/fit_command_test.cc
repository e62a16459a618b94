#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/model/model.h"
#include "train/commands.h"
#include "train/data_file.h"
#include "train/evaluation.h"
#include "train/record_scorer.h"

namespace txtsentry::train {
namespace {

std::string TempPath(const std::string& name) { return testing::TempDir() + "fit_command" + name; }

// `generate` and `fit` on 300 records; several epochs, as a set so small needs them.
FitOptions FitSmall() {
  GenerateOptions generate;
  generate.rows = 300;
  generate.output_path = TempPath(".tsv");
  EXPECT_TRUE(RunGenerate(generate).ok());
  FitOptions fit;
  fit.data_path = generate.output_path;
  fit.bundle_folder = TempPath("_bundle");
  fit.epochs = 8;
  fit.patience = 8;
  fit.rows_per_batch = 8;
  fit.learning_rate = 1e-2;
  return fit;
}

TEST(FitCommand, WritesABundleThatLoadsAndKnowsItsTrainingRecords) {
  const FitOptions fit = FitSmall();
  const absl::Status status = RunFit(fit);
  ASSERT_TRUE(status.ok()) << status;
  const auto model = model::LoadModel(fit.bundle_folder);
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->info.name, "txtsentry-default");
  const auto rows = ReadDataFile(fit.data_path, std::nullopt);
  ASSERT_TRUE(rows.ok()) << rows.status();
  std::vector<std::string> texts;
  std::vector<Scored> scored;
  for (const DataRow& row : *rows) {
    texts.push_back(row.record.text);
    scored.push_back({row.record.label, 0});
  }
  const auto scores = ScoreTexts(*model, texts, 2);
  ASSERT_TRUE(scores.ok()) << scores.status();
  for (size_t i = 0; i < scored.size(); ++i) scored[i].score = (*scores)[i];
  EXPECT_GT(Confuse(scored, model->info.threshold).Accuracy(), 0.85);
}

TEST(FitCommand, StoppedWritesACheckpointAndNoBundle) {
  FitOptions fit = FitSmall();
  const std::atomic<bool> stop{true};
  fit.stop = &stop;
  fit.bundle_folder = TempPath("_stopped");
  EXPECT_EQ(RunFit(fit).code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(base::FileExists(TempPath("_stopped.checkpoint")));
  EXPECT_FALSE(base::IsFolder(TempPath("_stopped")));
}

TEST(EvaluateCommand, SaysWhenNothingIsLeftToEvaluate) {
  const FitOptions fit = FitSmall();
  ASSERT_TRUE(RunFit(fit).ok());
  EvaluateOptions evaluate;
  evaluate.data_path = fit.data_path;
  evaluate.model_folder = fit.bundle_folder;
  evaluate.unseen_in = fit.data_path;
  EXPECT_EQ(RunEvaluate(evaluate).code(), absl::StatusCode::kInvalidArgument);
  evaluate.unseen_in.clear();
  EXPECT_TRUE(RunEvaluate(evaluate).ok());
}

}  // namespace
}  // namespace txtsentry::train
