#include "core/engine/simd/folded_weights.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/random_model.h"

namespace txtsentry::engine {
namespace {

// Computes an entry of FoldedWeights::table for a token, or of w_hh for an input k, in a direct
// way.
float TableEntry(const FoldedWeights& folded, int token, int gate, int unit) {
  return folded.table[(static_cast<size_t>(token) * folded.hidden / 16 + unit / 16) * 64 +
                      gate * 16 + unit % 16];
}
float RecurrentEntry(const FoldedWeights& folded, int k, int gate, int unit) {
  return folded
      .w_hh[(static_cast<size_t>(unit / 16) * folded.hidden + k) * 64 + gate * 16 + unit % 16];
}

TEST(FoldTest, ScalesInputProductsAndRecurrentWeights) {
  const model::Weights weights = test::RandomWeights(31, {20, 24, 32});
  const FoldedWeights folded = Fold(weights);
  ASSERT_EQ(folded.hidden, 32);
  const double scale[] = {-std::log2(std::exp(1.0)), -std::log2(std::exp(1.0)),
                          -2 * std::log2(std::exp(1.0)), -std::log2(std::exp(1.0))};
  for (int gate = 0; gate < 4; ++gate) {
    for (int unit = 0; unit < 32; ++unit) {
      const int row = gate * 32 + unit;
      for (int token = 0; token < 20; ++token) {
        double sum = static_cast<double>(weights.b_ih[row]) + weights.b_hh[row];
        for (int e = 0; e < 24; ++e) {
          sum +=
              static_cast<double>(weights.embedding[token * 24 + e]) * weights.w_ih[row * 24 + e];
        }
        EXPECT_FLOAT_EQ(TableEntry(folded, token, gate, unit), scale[gate] * sum);
      }
      for (int k = 0; k < 32; ++k) {
        EXPECT_FLOAT_EQ(RecurrentEntry(folded, k, gate, unit),
                        scale[gate] * weights.w_hh[row * 32 + k]);
      }
    }
  }
}

TEST(FoldTest, PadsTheHiddenSizeWithInertUnits) {
  const FoldedWeights folded = Fold(test::RandomWeights(32, {20, 24, 20}));
  ASSERT_EQ(folded.hidden, 32);
  ASSERT_EQ(folded.fc_weight.size(), 32u);
  for (int unit = 20; unit < 32; ++unit) {
    EXPECT_EQ(folded.fc_weight[unit], 0);
    for (int gate = 0; gate < 4; ++gate) {
      for (int token = 0; token < 20; ++token) {
        EXPECT_EQ(TableEntry(folded, token, gate, unit), 0);
      }
      for (int k = 0; k < 32; ++k) {
        EXPECT_EQ(RecurrentEntry(folded, k, gate, unit), 0);
        EXPECT_EQ(RecurrentEntry(folded, unit, gate, k), 0);
      }
    }
  }
}

TEST(FoldTest, RoundedRecurrentWeightsCannotOverflow) {
  const FoldedWeights folded = Fold(test::RandomWeights(35, {20, 24, 32}));
  for (int gate = 0; gate < 4; ++gate) {
    for (int unit = 0; unit < 32; ++unit) {
      const float scale = folded.scale_int16[unit / 16 * 64 + gate * 16 + unit % 16];
      double sum = 0;
      for (int k = 0; k < 32; ++k) {
        const size_t pair =
            (static_cast<size_t>(unit / 16) * 16 + k / 2) * 64 + gate * 16 + unit % 16;
        const int16_t rounded = folded.w_hh_int16[pair * 2 + k % 2];
        const float unit_of_weight = scale * kStateScale;
        EXPECT_NEAR(rounded * unit_of_weight, RecurrentEntry(folded, k, gate, unit),
                    0.501f * unit_of_weight);
        sum += std::abs(rounded) * static_cast<double>(kStateScale);
      }
      EXPECT_LE(sum, 2147483647.0);
    }
  }
}

TEST(FoldTest, IsBoundedUnlessAGateCanOverflow) {
  model::Weights weights = test::RandomWeights(33);
  EXPECT_TRUE(Fold(weights).bounded);
  weights.b_ih[0] = 100;  // The input gate becomes 144 powers of two.
  EXPECT_FALSE(Fold(weights).bounded);
}

TEST(FoldTest, AlignsItsTablesToCacheLines) {
  const FoldedWeights folded = Fold(test::RandomWeights(34));
  EXPECT_EQ(reinterpret_cast<uintptr_t>(folded.table.data()) % 64, 0u);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(folded.w_hh.data()) % 64, 0u);
}

}  // namespace
}  // namespace txtsentry::engine
