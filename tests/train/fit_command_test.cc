#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/model/model.h"
#include "train/commands.h"
#include "train/data_file.h"
#include "train/evaluation.h"
#include "train/record.h"
#include "train/record_scorer.h"
#include "train/rng.h"

namespace txtsentry::train {
namespace {

// Of each test its own, as ctest runs them side by side.
std::string TempPath(const std::string& name) {
  return testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name() + name;
}

// 240 records of two kinds that any trainer that learns can tell apart; several epochs, as a set so
// small needs them.
FitOptions FitSmall() {
  Rng rng(7);
  std::string file;
  for (int i = 0; i < 120; ++i) {
    const std::string known = "v=spf1 include:spf" + rng.Characters("0123456789", 2) + ".test ~all";
    const std::string unknown = rng.Characters("0123456789abcdef", 40);
    file += FormatRecord({0, "", known}) + "\n" + FormatRecord({1, "", unknown}) + "\n";
  }
  FitOptions fit;
  fit.data_paths = {TempPath(".tsv")};
  EXPECT_TRUE(base::WriteFileAtomically(fit.data_paths[0], file).ok());
  fit.bundle_folder = TempPath("_bundle");
  fit.epochs = 8;
  fit.patience = 8;
  fit.rows_per_batch = 8;
  fit.learning_rate = 1e-2;
  fit.disguise_percent = 0;
  fit.mistake_percent = 0;
  return fit;
}

TEST(FitCommand, WritesABundleThatLoadsAndKnowsItsTrainingRecords) {
  const FitOptions fit = FitSmall();
  const absl::Status status = RunFit(fit);
  ASSERT_TRUE(status.ok()) << status;
  const auto model = model::LoadModel(fit.bundle_folder);
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->info.name, "txtsentry-default");
  const auto rows = ReadDataFile(fit.data_paths[0], std::nullopt);
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
  EXPECT_GT(Confuse(scored, model->info.threshold).Accuracy(), 0.97);
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
  evaluate.data_path = fit.data_paths[0];
  evaluate.model_folder = fit.bundle_folder;
  evaluate.unseen_in = fit.data_paths[0];
  EXPECT_EQ(RunEvaluate(evaluate).code(), absl::StatusCode::kInvalidArgument);
  evaluate.unseen_in.clear();
  EXPECT_TRUE(RunEvaluate(evaluate).ok());
}

}  // namespace
}  // namespace txtsentry::train
