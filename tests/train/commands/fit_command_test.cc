#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/model/model.h"
#include "train/commands.h"
#include "train/data_file.h"
#include "train/evaluation/evaluation.h"
#include "train/evaluation/record_scorer.h"
#include "train/record.h"
#include "train/rng.h"

namespace txtsentry::train {
namespace {

// A separate path for each test, because ctest runs them in parallel.
std::string TempPath(const std::string& name) {
  return testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name() + name;
}

// Trains on 240 records of two kinds that are easy to separate; such a small set needs several
// epochs.
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

TEST(FitCommandTest, WritesABundleThatFitsItsTrainingRecords) {
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

TEST(FitCommandTest, StoppedWritesACheckpointAndNoBundle) {
  FitOptions fit = FitSmall();
  const std::atomic<bool> stop{true};
  fit.stop = &stop;
  fit.bundle_folder = TempPath("_stopped");
  EXPECT_EQ(RunFit(fit).code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(base::FileExists(TempPath("_stopped.checkpoint")));
  EXPECT_FALSE(base::IsFolder(TempPath("_stopped")));
}

TEST(EvaluateCommandTest, ReportsAnEmptyEvaluationSet) {
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

TEST(FitCommandTest, StartsFromAModelWithItsVocabulary) {
  FitOptions fit = FitSmall();
  ASSERT_TRUE(RunFit(fit).ok());
  const auto first = model::LoadModel(fit.bundle_folder);
  ASSERT_TRUE(first.ok()) << first.status();
  FitOptions again = fit;
  again.init_folder = fit.bundle_folder;
  again.bundle_folder = TempPath("_again");
  again.epochs = 1;
  again.learning_rate = 1e-9;
  again.calibrate = false;
  ASSERT_TRUE(RunFit(again).ok());
  const auto second = model::LoadModel(again.bundle_folder);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->tokens, first->tokens);
  for (size_t i = 0; i < first->weights.w_hh.size(); ++i) {
    EXPECT_NEAR(second->weights.w_hh[i], first->weights.w_hh[i], 1e-5);
  }
}

TEST(FitCommandTest, DisguisesAreDeterministicForASeed) {
  FitOptions fit = FitSmall();
  fit.disguise_percent = 50;
  fit.mistake_percent = 50;
  fit.epochs = 2;
  ASSERT_TRUE(RunFit(fit).ok());
  const auto first = model::LoadModel(fit.bundle_folder);
  ASSERT_TRUE(RunFit(fit).ok());
  const auto second = model::LoadModel(fit.bundle_folder);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->weights.fc_weight, second->weights.fc_weight);
}

TEST(AverageCommandTest, AveragesEveryWeight) {
  FitOptions fit = FitSmall();
  fit.epochs = 1;
  ASSERT_TRUE(RunFit(fit).ok());
  FitOptions other = fit;
  other.init_folder = fit.bundle_folder;
  other.bundle_folder = TempPath("_other");
  ASSERT_TRUE(RunFit(other).ok());
  AverageOptions average;
  average.model_folders = {fit.bundle_folder, other.bundle_folder};
  average.bundle_folder = TempPath("_average");
  ASSERT_TRUE(RunAverage(average).ok());
  const auto one = model::LoadModel(fit.bundle_folder);
  const auto two = model::LoadModel(other.bundle_folder);
  const auto mean = model::LoadModel(average.bundle_folder);
  ASSERT_TRUE(one.ok() && two.ok() && mean.ok());
  for (size_t i = 0; i < mean->weights.w_ih.size(); ++i) {
    EXPECT_NEAR(mean->weights.w_ih[i], (one->weights.w_ih[i] + two->weights.w_ih[i]) / 2, 1e-6);
  }
  EXPECT_NEAR(mean->weights.fc_bias, (one->weights.fc_bias + two->weights.fc_bias) / 2, 1e-6);
}

TEST(EvaluateCommandTest, RequiresALabelForTwoFiles) {
  EvaluateOptions evaluate;
  const FitOptions fit = FitSmall();
  ASSERT_TRUE(RunFit(fit).ok());
  evaluate.model_folder = fit.bundle_folder;
  evaluate.data_path = fit.data_paths[0];
  evaluate.against = fit.data_paths[0];
  EXPECT_EQ(RunEvaluate(evaluate).code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace txtsentry::train
