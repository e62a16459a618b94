#include "train/evaluation/calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "train/rng.h"

namespace txtsentry::train {
namespace {

double Uniform(Rng& rng) { return static_cast<double>(rng.Below(1'000'000)) / 1e6; }

// Draws rows whose labels have the probability sigmoid(logit / temperature).
std::vector<Scored> RowsOfTemperature(double temperature, int count) {
  Rng rng(11);
  std::vector<Scored> rows;
  for (int i = 0; i < count; ++i) {
    const double logit = 8 * (Uniform(rng) - 0.5);
    const double probability = 1 / (1 + std::exp(-logit / temperature));
    rows.push_back({Uniform(rng) < probability ? 1 : 0, logit});
  }
  return rows;
}

double LossAt(const std::vector<Scored>& rows, double temperature) {
  std::vector<Scored> scored = rows;
  for (Scored& row : scored) row.score = 1 / (1 + std::exp(-row.score / temperature));
  return LogLoss(scored);
}

class FitTemperatureTest : public testing::TestWithParam<double> {};

TEST_P(FitTemperatureTest, RecoversTheTrueTemperature) {
  EXPECT_NEAR(FitTemperature(RowsOfTemperature(GetParam(), 40'000)), GetParam(), 0.06 * GetParam());
}

TEST_P(FitTemperatureTest, HasTheLowestLoss) {
  const std::vector<Scored> rows = RowsOfTemperature(GetParam(), 500);
  const double best = LossAt(rows, FitTemperature(rows));
  for (int step = 0; step < 120; ++step) {
    EXPECT_LE(best, LossAt(rows, 0.06 * std::pow(1.05, step)) + 1e-9);
  }
}

INSTANTIATE_TEST_SUITE_P(Temperatures, FitTemperatureTest, testing::Values(0.5, 1.0, 2.5));

TEST(FitTemperatureTest, IsOneIfAClassIsMissing) {
  EXPECT_EQ(FitTemperature({{1, 2.0}, {1, -1.0}}), 1);
  EXPECT_EQ(FitTemperature({}), 1);
}

TEST(FitTemperatureTest, StaysInBoundsForSeparableRows) {
  EXPECT_NEAR(FitTemperature({{1, 3.0}, {0, -3.0}}), 0.05, 1e-3);
}

TEST(FoldTemperatureTest, DividesTheLogitsOfTheLastLayer) {
  model::Weights weights;
  weights.fc_weight = {2, -4};
  weights.fc_bias = 3;
  FoldTemperature(2, weights);
  EXPECT_EQ(weights.fc_weight, (std::vector<float>{1, -2}));
  EXPECT_EQ(weights.fc_bias, 1.5f);
}

}  // namespace
}  // namespace txtsentry::train
