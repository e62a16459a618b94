#include "core/explain/scaled_lstm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/engine/reference_engine.h"
#include "tests/support/random_model.h"

namespace txtsentry::explain {
namespace {

constexpr Lanes kScales = {0, 0.1, 0.25, 0.4, 0.6, 0.75, 0.9, 1};

std::vector<int32_t> RandomIds(uint64_t seed, int64_t tokens, int vocabulary_rows) {
  test::Random random(seed);
  std::vector<int32_t> ids(tokens);
  for (int32_t& id : ids) id = static_cast<int32_t>(random.Between(0, vocabulary_rows - 1));
  return ids;
}

TEST(ScaledLstmTest, EqualsTheReferenceAtScaleOne) {
  for (const test::ModelSizes& sizes : {test::ModelSizes{300, 64, 64}, {11, 5, 7}, {50, 1, 1}}) {
    const auto weights = test::RandomWeights(41, sizes);
    const auto engine = engine::MakeReferenceEngine(weights).value();
    const ScaledLstm lstm(weights);
    ScaledLstm::Scratch scratch;
    for (const int64_t tokens : {1, 2, 50, 700}) {
      const auto ids = RandomIds(42 + tokens, tokens, sizes.vocabulary_rows);
      test::OwnedBatch batch;
      batch.AddRow(ids);
      float expected = 0;
      ASSERT_TRUE(engine->Score(batch.view(), absl::MakeSpan(&expected, 1)).ok());
      const Lanes logits = lstm.Logits(lstm.Prepare(ids), kScales, scratch);
      EXPECT_NEAR(logits[7], expected, 1e-12 + 6e-8 * std::abs(expected));
    }
  }
}

TEST(ScaledLstmTest, IgnoresTheTokensAtScaleZero) {
  const ScaledLstm lstm(test::RandomWeights(43));
  ScaledLstm::Scratch scratch;
  const Lanes some = lstm.Logits(lstm.Prepare(RandomIds(1, 20, 300)), kScales, scratch);
  const Lanes others = lstm.Logits(lstm.Prepare(RandomIds(2, 20, 300)), kScales, scratch);
  EXPECT_EQ(some[0], others[0]);
  EXPECT_NE(some[1], others[1]);
}

// With one token's inputs scaled by a factor, the error of central differences is the square of the
// step size plus the rounding error divided by the step size: 1e-10 and 1e-11 times the logit's
// terms.
TEST(ScaledLstmTest, DerivativesEqualCentralDifferences) {
  constexpr double kStep = 1e-5;
  for (const test::ModelSizes& sizes : {test::ModelSizes{1000, 16, 24}, {1000, 3, 5}}) {
    const ScaledLstm lstm(test::RandomWeights(44, sizes));
    // 700 tokens are more than one segment of the larger model.
    for (const int64_t tokens : {1, 3, 40, 700}) {
      std::vector<int32_t> ids(tokens);
      for (int64_t t = 0; t < tokens; ++t) ids[t] = static_cast<int32_t>(t + 1);
      const TokenInputs inputs = lstm.Prepare(ids);
      ScaledLstm::Scratch scratch;
      for (size_t lane : {1, 6}) {
        Lanes weights = {};
        weights[lane] = 1;
        std::vector<double> slopes(tokens);
        const Lanes logits =
            lstm.Evaluate(inputs, kScales, weights, absl::MakeSpan(slopes), scratch);
        EXPECT_EQ(logits, lstm.Logits(inputs, kScales, scratch));
        for (int64_t t = tokens - 1; t >= 0; t -= 1 + tokens / 30) {
          const auto moved = [&](double by) {
            TokenInputs other = inputs;
            const size_t gates = 4 * sizes.hidden_dim;
            for (size_t g = 0; g < gates; ++g) other.products[inputs.rows[t] * gates + g] *= 1 + by;
            return lstm.Logits(other, kScales, scratch)[lane];
          };
          const double slope = (moved(kStep) - moved(-kStep)) / (2 * kStep);
          ASSERT_NEAR(slopes[t] * kScales[lane], slope, 1e-8) << t;
        }
      }
    }
  }
}

TEST(ScaledLstmTest, StatesOfEqualScalesNeverDiverge) {
  const ScaledLstm lstm(test::RandomWeights(45));
  const TokenInputs inputs = lstm.Prepare(RandomIds(3, 20, 300));
  ScaledLstm::Scratch scratch;
  std::vector<double> attributions(20);
  EXPECT_FALSE(lstm.EvaluateParting(inputs, 0.5, 0.5, absl::MakeSpan(attributions), scratch));
}

// Scales that are not close diverge at once; the distance is then determined by the tokens alone.
TEST(ScaledLstmTest, PartingEqualsTheDerivativeOfTheDistance) {
  const ScaledLstm lstm(test::RandomWeights(46));
  const TokenInputs inputs = lstm.Prepare(RandomIds(4, 20, 300));
  ScaledLstm::Scratch scratch;
  std::vector<double> attributions(20);
  ASSERT_TRUE(lstm.EvaluateParting(inputs, 0.5, 0.5 + 1e-3, absl::MakeSpan(attributions), scratch));
  double sum = 0;
  for (const double a : attributions) sum += a;
  EXPECT_GT(sum, 0);
}

}  // namespace
}  // namespace txtsentry::explain
