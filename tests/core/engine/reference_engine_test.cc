#include "core/engine/reference_engine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/support/random_model.h"

namespace txtsentry::engine {
namespace {

std::vector<float> Score(const Engine& engine, const test::OwnedBatch& batch) {
  std::vector<float> logits(batch.offsets.size() - 1);
  EXPECT_TRUE(engine.Score(batch.view(), absl::MakeSpan(logits)).ok());
  return logits;
}

// tests/golden/lstm.golden contains PyTorch results in float64. The two sides differ by rounding in
// the 16th digit, and the reference's logit is a float: half a unit in its last place is 6e-8 of
// its magnitude.
TEST(ReferenceEngineTest, EqualsPyTorchOnEveryGoldenCase) {
  std::ifstream file(TXTSENTRY_SOURCE_DIR "/tests/golden/lstm.golden");
  std::string line;
  std::getline(file, line);
  int cases = 0;
  while (std::getline(file, line)) {
    std::istringstream in(line);
    std::string word;
    uint64_t seed = 0;
    test::ModelSizes sizes;
    int64_t rows = 0;
    int64_t tokens_max = 0;
    in >> word >> seed >> sizes.vocabulary_rows >> sizes.embedding_dim >> sizes.hidden_dim >>
        rows >> tokens_max;
    ASSERT_EQ(word, "case");
    const auto engine = MakeReferenceEngine(test::RandomWeights(seed, sizes)).value();
    test::Random random(seed + 1000);
    const auto logits =
        Score(*engine, test::RandomBatch(random, rows, tokens_max, sizes.vocabulary_rows));
    for (const float logit : logits) {
      ASSERT_TRUE(std::getline(file, line));
      const double expected = std::stod(line);
      EXPECT_NEAR(logit, expected, 1e-12 + 6e-8 * std::abs(expected)) << "case " << seed;
    }
    ++cases;
  }
  EXPECT_EQ(cases, 5);
}

TEST(ReferenceEngineTest, RowsAreBitIdenticalInAnyBatch) {
  const auto engine = MakeReferenceEngine(test::RandomWeights(9)).value();
  test::Random random(10);
  const auto batch = test::RandomBatch(random, 50, 80, 300);
  const auto together = Score(*engine, batch);
  for (size_t row = 0; row < together.size(); ++row) {
    EXPECT_EQ(Score(*engine, batch.Alone(row))[0], together[row]);
  }
}

TEST(ReferenceEngineTest, IsThreadSafe) {
  const auto engine = MakeReferenceEngine(test::RandomWeights(9)).value();
  test::Random random(11);
  const auto batch = test::RandomBatch(random, 20, 40, 300);
  const auto expected = Score(*engine, batch);
  std::vector<std::vector<float>> found(8);
  std::vector<std::thread> threads;
  for (auto& logits : found) threads.emplace_back([&] { logits = Score(*engine, batch); });
  for (auto& thread : threads) thread.join();
  for (const auto& logits : found) EXPECT_EQ(logits, expected);
}

TEST(ReferenceEngineTest, RejectsAnIdOutsideTheVocabulary) {
  const auto engine = MakeReferenceEngine(test::RandomWeights(9)).value();
  test::OwnedBatch batch;
  batch.AddRow({300});
  std::vector<float> logits(1);
  EXPECT_EQ(engine->Score(batch.view(), absl::MakeSpan(logits)).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(ReferenceEngineTest, RejectsNanWeights) {
  auto weights = test::RandomWeights(9);
  weights.w_hh[5] = std::nanf("");
  EXPECT_EQ(MakeReferenceEngine(weights).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace txtsentry::engine
