#include "train/lstm_trainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/engine/engine.h"
#include "core/engine/reference_engine.h"
#include "train/evaluation/metrics.h"
#include "train/rng.h"

namespace txtsentry::train {
namespace {

constexpr int kVocabularyRows = 40;

// Creates rows that one id separates: id 7 occurs only in rows of label 1.
std::vector<TrainingRow> SeparableRows(Rng& rng, int count) {
  std::vector<TrainingRow> rows;
  for (int i = 0; i < count; ++i) {
    TrainingRow row;
    row.label = static_cast<float>(i % 2);
    const int tokens = rng.Range(1, 25);
    for (int t = 0; t < tokens; ++t) row.ids.push_back(rng.Range(10, kVocabularyRows - 1));
    if (i % 2 == 1) row.ids[rng.Below(row.ids.size())] = 7;
    rows.push_back(row);
  }
  return rows;
}

TrainingData SeparableData() {
  Rng rng(1);
  TrainingData data;
  data.vocabulary_rows = kVocabularyRows;
  data.training = SeparableRows(rng, 300);
  data.validation = SeparableRows(rng, 60);
  return data;
}

TrainerOptions SmallOptions() {
  TrainerOptions options;
  options.epochs = 3;
  options.rows_per_batch = 8;
  options.learning_rate = 1e-2;
  options.patience = 10;
  return options;
}

std::string TempPath(const std::string& name) {
  return testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name() + name;
}

bool SameWeights(const model::Weights& a, const model::Weights& b) {
  return a.embedding == b.embedding && a.w_ih == b.w_ih && a.w_hh == b.w_hh && a.b_ih == b.b_ih &&
         a.b_hh == b.b_hh && a.fc_weight == b.fc_weight && a.fc_bias == b.fc_bias;
}

TEST(TrainLstmTest, LearnsSeparableRows) {
  const TrainingData data = SeparableData();
  const auto result = TrainLstm(data, SmallOptions());
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_LT(result->validation_loss, 0.1);
}

// The trainer's loss on the validation rows must equal the loss computed with the returned weights
// by the reference engine.
TEST(TrainLstmTest, WeightsGiveTheSameLossInTheReferenceEngine) {
  const TrainingData data = SeparableData();
  const auto result = TrainLstm(data, SmallOptions());
  ASSERT_TRUE(result.ok()) << result.status();
  const auto engine = engine::MakeReferenceEngine(result->weights);
  ASSERT_TRUE(engine.ok()) << engine.status();
  std::vector<Scored> scored;
  for (const TrainingRow& row : data.validation) {
    const std::vector<int64_t> offsets = {0, static_cast<int64_t>(row.ids.size())};
    float logit = 0;
    ASSERT_TRUE((*engine)->Score({row.ids, offsets}, absl::MakeSpan(&logit, 1)).ok());
    scored.push_back({row.label > 0.5f ? 1 : 0, static_cast<double>(engine::Probability(logit))});
  }
  EXPECT_NEAR(LogLoss(scored), result->validation_loss, 1e-6);
}

TEST(TrainLstmTest, KeepsThePaddingRowAtZero) {
  const auto result = TrainLstm(SeparableData(), SmallOptions());
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(
      std::vector<float>(result->weights.embedding.begin(), result->weights.embedding.begin() + 64),
      testing::Each(0.0f));
}

TEST(TrainLstmTest, IsBitIdenticalForASeed) {
  const auto first = TrainLstm(SeparableData(), SmallOptions());
  const auto second = TrainLstm(SeparableData(), SmallOptions());
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_TRUE(SameWeights(first->weights, second->weights));
}

TEST(TrainLstmTest, ResumedAfterAnEpochEqualsUninterrupted) {
  const TrainingData data = SeparableData();
  const auto whole = TrainLstm(data, SmallOptions());
  TrainerOptions options = SmallOptions();
  options.epochs = 1;
  options.checkpoint_path = TempPath(".checkpoint");
  ASSERT_TRUE(TrainLstm(data, options).ok());
  options.epochs = 3;
  options.resume_path = options.checkpoint_path;
  const auto resumed = TrainLstm(data, options);
  ASSERT_TRUE(whole.ok() && resumed.ok()) << resumed.status();
  EXPECT_TRUE(SameWeights(whole->weights, resumed->weights));
  EXPECT_EQ(whole->validation_loss, resumed->validation_loss);
}

TEST(TrainLstmTest, ResumedAfterAStopWithinAnEpochEqualsUninterrupted) {
  const TrainingData data = SeparableData();
  const auto whole = TrainLstm(data, SmallOptions());
  std::atomic<bool> stop{false};
  TrainerOptions options = SmallOptions();
  options.checkpoint_path = TempPath(".checkpoint");
  options.stop = &stop;
  options.report_batch = [&stop](const BatchReport& report) {
    if (report.epoch == 2 && report.batches_done == 12) stop = true;
  };
  const auto stopped = TrainLstm(data, options);
  ASSERT_TRUE(stopped.ok()) << stopped.status();
  EXPECT_TRUE(stopped->stopped);
  EXPECT_EQ(stopped->epochs_run, 1);
  options = SmallOptions();
  options.resume_path = TempPath(".checkpoint");
  const auto resumed = TrainLstm(data, options);
  ASSERT_TRUE(whole.ok() && resumed.ok()) << resumed.status();
  EXPECT_TRUE(SameWeights(whole->weights, resumed->weights));
}

TEST(TrainLstmTest, StopsEarlyWhenTheValidationLossStopsFalling) {
  TrainingData data = SeparableData();
  // Inverted labels: the better the model fits the training rows, the higher the validation loss.
  for (TrainingRow& row : data.validation) row.label = 1 - row.label;
  TrainerOptions options = SmallOptions();
  options.epochs = 20;
  options.patience = 2;
  const auto result = TrainLstm(data, options);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->epochs_run, result->best_epoch + 2);
  EXPECT_LT(result->epochs_run, 20);
}

TEST(TrainLstmTest, ReportsEveryEpoch) {
  std::vector<int> epochs;
  TrainerOptions options = SmallOptions();
  options.report_epoch = [&epochs](const EpochReport& report) { epochs.push_back(report.epoch); };
  ASSERT_TRUE(TrainLstm(SeparableData(), options).ok());
  EXPECT_THAT(epochs, testing::ElementsAre(1, 2, 3));
}

TEST(TrainLstmTest, RejectsTheCheckpointOfAnotherTraining) {
  TrainerOptions options = SmallOptions();
  options.epochs = 1;
  options.checkpoint_path = TempPath(".checkpoint");
  ASSERT_TRUE(TrainLstm(SeparableData(), options).ok());
  options.resume_path = options.checkpoint_path;
  options.seed = 2;
  EXPECT_EQ(TrainLstm(SeparableData(), options).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(TrainLstmTest, RejectsAnInvalidCheckpoint) {
  TrainerOptions options = SmallOptions();
  options.resume_path = TempPath(".checkpoint");
  ASSERT_TRUE(base::WriteFileAtomically(options.resume_path, "no archive").ok());
  EXPECT_EQ(TrainLstm(SeparableData(), options).status().code(), absl::StatusCode::kDataLoss);
}

TEST(TrainLstmTest, RejectsRowsAndOptionsOutOfRange) {
  const auto code = [](const TrainingData& data, const TrainerOptions& options) {
    return TrainLstm(data, options).status().code();
  };
  TrainingData data = SeparableData();
  data.training[3].ids[0] = kVocabularyRows;
  EXPECT_EQ(code(data, SmallOptions()), absl::StatusCode::kInvalidArgument);
  data.training[3].ids.clear();
  EXPECT_EQ(code(data, SmallOptions()), absl::StatusCode::kInvalidArgument);
  data.training.clear();
  EXPECT_EQ(code(data, SmallOptions()), absl::StatusCode::kInvalidArgument);
  TrainerOptions options = SmallOptions();
  options.epochs = 0;
  EXPECT_EQ(code(SeparableData(), options), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace txtsentry::train
