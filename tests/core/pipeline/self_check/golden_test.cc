#include "core/pipeline/self_check/golden.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <future>
#include <set>

#include "tests/support/random_model.h"

namespace txtsentry::pipeline {
namespace {

using ::testing::HasSubstr;

std::vector<Result> ScoreWith(const std::string& engine, const model::Model& model,
                              const std::vector<model::GoldenRecord>& golden) {
  const base::SteadyClock clock;
  ClassifierOptions options;
  options.engine.engine = engine;
  auto classifier = Classifier::Create(model, clock, options).value();
  std::vector<Record> records;
  for (const auto& record : golden) records.push_back({record.text, ""});
  std::promise<std::vector<Result>> promise;
  EXPECT_TRUE(classifier
                  ->Classify(std::move(records), schedule::JobClass(),
                             [&](std::vector<Result> r) { promise.set_value(std::move(r)); })
                  .ok());
  return promise.get_future().get();
}

TEST(GoldenTest, IsDeterministicWithDistinctTextsThatHaveTokens) {
  const model::Model model = test::RandomModel(5);
  const auto golden = MakeGolden(model).value();
  const auto again = MakeGolden(model).value();
  std::set<std::string> texts;
  for (size_t i = 0; i < golden.size(); ++i) {
    EXPECT_EQ(golden[i].text, again[i].text);
    EXPECT_EQ(golden[i].probability, again[i].probability);
    texts.insert(golden[i].text);
  }
  EXPECT_GE(golden.size(), 60u);
  EXPECT_EQ(texts.size(), golden.size());
  for (const Result& result : ScoreWith("reference", model, golden)) {
    EXPECT_GT(result.token_count, 0);
  }
}

TEST(GoldenTest, EveryCpuEnginePassesOnItsOwnModelOnly) {
  const auto golden = MakeGolden(test::RandomModel(5)).value();
  for (const char* engine : {"reference", "simd"}) {
    const auto own = ScoreWith(engine, test::RandomModel(5), golden);
    EXPECT_EQ(CompareWithGolden(golden, own, kGoldenBound), absl::OkStatus()) << engine;
    const auto other = ScoreWith(engine, test::RandomModel(6), golden);
    EXPECT_FALSE(CompareWithGolden(golden, other, kGoldenBound).ok()) << engine;
  }
}

TEST(GoldenTest, TheDefaultModelsFileMatchesTheReferenceEngine) {
  const auto model = model::LoadModel(TXTSENTRY_SOURCE_DIR "/models/default").value();
  const auto golden = MakeGolden(model).value();
  ASSERT_EQ(model.golden.size(), golden.size()) << "txtsentry model golden models/default";
  for (size_t i = 0; i < golden.size(); ++i) {
    EXPECT_EQ(model.golden[i].text, golden[i].text);
    EXPECT_NEAR(model.golden[i].probability, golden[i].probability, 1e-7);
  }
}

TEST(CompareWithGoldenTest, ReportsTheNumberAndTheFirstMismatchButNoText) {
  const std::vector<model::GoldenRecord> golden = {
      {"secret a", 0.25f}, {"secret b", 0.5f}, {"secret c", 0.75f}, {"secret d", 1}};
  std::vector<Result> results(4);
  for (size_t i = 0; i < 4; ++i) results[i].probability = golden[i].probability;
  EXPECT_TRUE(CompareWithGolden(golden, results, 0).ok());
  results[1].probability = std::nanf("");
  results[2].probability = 0.5f;
  results[3].status = absl::InternalError("broken");
  const absl::Status status = CompareWithGolden(golden, results, 1e-5f);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status.message(),
            "golden records off=3 of 4 by more than 1e-05; first: record 1: probability=nan, "
            "expected 0.5");
}

TEST(SaveWithGoldenTest, ReplacesTheModelsGoldenRecords) {
  const std::string folder = ::testing::TempDir() + "save_with_golden";
  model::Model model = test::RandomModel(5, {300, 8, 8});
  model.golden = {{"stale", 0.5f}};
  ASSERT_TRUE(SaveWithGolden(model, folder).ok());
  const auto loaded = model::LoadModel(folder);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->golden.size(), MakeGolden(model)->size());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace txtsentry::pipeline
