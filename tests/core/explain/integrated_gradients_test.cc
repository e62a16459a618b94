#include "core/explain/integrated_gradients.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/model/weights.h"
#include "tests/support/random_model.h"

namespace txtsentry::explain {
namespace {

double Sum(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

std::vector<int32_t> RandomIds(test::Random& random, int64_t tokens, int vocabulary_rows) {
  std::vector<int32_t> ids(tokens);
  for (int32_t& id : ids) id = static_cast<int32_t>(random.Between(0, vocabulary_rows - 1));
  return ids;
}

TEST(IntegratedGradientsTest, AddUpToTheDifferenceFromTheBaseline) {
  test::Random random(51);
  for (const test::ModelSizes& sizes : {test::ModelSizes{300, 64, 64}, {11, 5, 7}, {50, 1, 1}}) {
    const ScaledLstm lstm(test::RandomWeights(52, sizes));
    for (const int64_t tokens : {1, 2, 30, 300}) {
      const auto ids = RandomIds(random, tokens, sizes.vocabulary_rows);
      const auto result = IntegrateGradients(lstm, ids, {}).value();
      ASSERT_TRUE(result.converged);
      ASSERT_EQ(result.tokens.size(), ids.size());
      const double difference = result.logit - result.baseline_logit;
      EXPECT_NEAR(Sum(result.tokens) + result.residual, difference, 1e-12);
      EXPECT_LE(std::abs(result.residual), std::max(1e-3, 0.01 * std::abs(difference)));
    }
  }
}

TEST(IntegratedGradientsTest, ConvergeWithATighterTolerance) {
  test::Random random(53);
  const ScaledLstm lstm(test::RandomWeights(54));
  const auto ids = RandomIds(random, 60, 300);
  GradientOptions tight;
  tight.tolerance = 1e-9;
  tight.tolerance_share = 0;
  const auto exact = IntegrateGradients(lstm, ids, tight).value();
  const auto found = IntegrateGradients(lstm, ids, {}).value();
  EXPECT_TRUE(exact.converged);
  EXPECT_LE(std::abs(exact.residual), 1e-9);
  for (size_t t = 0; t < ids.size(); ++t) EXPECT_NEAR(found.tokens[t], exact.tokens[t], 1e-3);
}

TEST(IntegratedGradientsTest, StopAtTheLimitAndReportTheResidual) {
  test::Random random(55);
  const ScaledLstm lstm(test::RandomWeights(56));
  const auto ids = RandomIds(random, 200, 300);
  GradientOptions options;
  options.tolerance = options.tolerance_share = 0;
  options.scales_max = 100;
  const auto result = IntegrateGradients(lstm, ids, options).value();
  EXPECT_FALSE(result.converged);
  EXPECT_GE(result.scales, 100);
  EXPECT_LE(result.scales, 300);
  options.scales_max = 100'000;
  options.products_max = int64_t{200} * 50 * 64 * 64;
  EXPECT_LE(IntegrateGradients(lstm, ids, options)->scales, 250);
}

TEST(IntegratedGradientsTest, StopWhenAsked) {
  const ScaledLstm lstm(test::RandomWeights(57));
  GradientOptions options;
  options.tolerance = options.tolerance_share = 0;
  const std::vector<int32_t> ids = {1, 2, 3};
  // Stop before the first pass over the record, and after each later one.
  for (int passed = 0; passed < 8; ++passed) {
    int asked = 0;
    options.stop = [&asked, passed] { return ++asked > passed; };
    EXPECT_EQ(IntegrateGradients(lstm, ids, options).status().code(), absl::StatusCode::kCancelled)
        << passed;
    EXPECT_EQ(asked, passed + 1);
  }
}

TEST(IntegratedGradientsTest, RejectARecordWithoutTokens) {
  const ScaledLstm lstm(test::RandomWeights(57));
  EXPECT_EQ(IntegrateGradients(lstm, {}, {}).status().code(), absl::StatusCode::kInvalidArgument);
}

// A model with one cell that latches: the contribution of the first token more than doubles at
// every later token, upward or downward, depending on whether the first token's scale is above or
// below some point. The more tokens, the narrower the step of the logit there. Trained models
// behave in this way for records that they latch on.
model::Weights Latch() {
  model::Weights weights;
  weights.vocabulary_rows = 3;  // <pad>, a first token, a later one.
  weights.embedding_dim = weights.hidden_dim = 1;
  weights.embedding = {0, 1, 0.01F};
  weights.w_ih = {0, 0, 1, 0};
  weights.w_hh = {0, 0, 4, 0};
  weights.b_ih = {20, 0, -0.3F, 20};  // i and o are open; f is half open.
  weights.b_hh = {0, 0, 0, 0};
  weights.fc_weight = {-10};
  return weights;
}

std::vector<int32_t> LatchedRecord(int tokens) {
  std::vector<int32_t> ids(static_cast<size_t>(tokens), 2);
  ids[0] = 1;
  return ids;
}

TEST(IntegratedGradientsTest, DistributeTheHeightOfACliff) {
  // The step lies within 1e-14 of a scale, so no rule with fixed points sees it.
  const auto result = IntegrateGradients(ScaledLstm(Latch()), LatchedRecord(60), {}).value();
  EXPECT_TRUE(result.converged);
  EXPECT_GT(result.cliffs, 1);
  const double difference = result.logit - result.baseline_logit;
  EXPECT_LT(difference, -5);
  EXPECT_LE(std::abs(result.residual), 0.01 * std::abs(difference));
  // The model latches on the record's first token.
  EXPECT_LT(result.tokens[0], difference / 2);
}

// A narrow step that doubles can still resolve can be integrated, and a cliff's shares must equal
// that integral. Measured difference: 3e-5.
TEST(IntegratedGradientsTest, CliffSharesEqualTheIntegral) {
  const ScaledLstm lstm(Latch());
  const std::vector<int32_t> ids = LatchedRecord(14);
  GradientOptions integral;
  integral.cliff_width = 1e-13;
  integral.tolerance = integral.tolerance_share = 1e-5;
  GradientOptions cliff = integral;
  cliff.cliff_width = 1e-7;
  const auto expected = IntegrateGradients(lstm, ids, integral).value();
  const auto found = IntegrateGradients(lstm, ids, cliff).value();
  ASSERT_TRUE(expected.converged && found.converged);
  ASSERT_EQ(expected.cliffs, 0);
  ASSERT_GT(found.cliffs, 1);
  for (size_t t = 0; t < ids.size(); ++t) EXPECT_NEAR(found.tokens[t], expected.tokens[t], 1e-3);
}

}  // namespace
}  // namespace txtsentry::explain
