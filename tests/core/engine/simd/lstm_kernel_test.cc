#include "core/engine/simd/lstm_kernel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/aligned_buffer.h"
#include "core/engine/simd/folded_weights.h"
#include "tests/support/random_model.h"

namespace txtsentry::engine {
namespace {

constexpr int kUnits = 64;

double Sigmoid(double x) { return 1 / (1 + std::exp2(x)); }  // For a scaled gate.
double Tanh(double x) { return 2 * Sigmoid(x) - 1; }

// Runs for every kernel that this processor supports.
class LstmKernelTest : public ::testing::TestWithParam<LstmKernel> {
 protected:
  // Updates one block of units with the same four gates and the same unscaled c; returns c and h.
  std::pair<double, double> Update(const float (&gates)[4], double c, bool bounded) {
    for (int gate = 0; gate < 4; ++gate) {
      for (int unit = 0; unit < 16; ++unit) gates_[gate * 16 + unit] = gates[gate];
    }
    for (int unit = 0; unit < 16; ++unit) c_[unit] = static_cast<float>(kTanhScale * c);
    GetParam().update_cells(gates_.data(), c_.data(), h_.data(), 16, bounded);
    for (int unit = 1; unit < 16; ++unit) {
      EXPECT_EQ(c_[unit], c_[0]);
      EXPECT_EQ(h_[unit], h_[0]);
    }
    return {c_[0] / kTanhScale, h_[0]};
  }

  void ExpectExact(const float (&gates)[4], double c, bool bounded) {
    const auto [new_c, h] = Update(gates, c, bounded);
    const double exact_c = Sigmoid(gates[1]) * c + Sigmoid(gates[0]) * Tanh(gates[2]);
    const double exact_h = Sigmoid(gates[3]) * std::tanh(exact_c);
    EXPECT_NEAR(new_c, exact_c, 3e-7 * (1 + std::abs(exact_c)))
        << gates[0] << " " << gates[1] << " " << gates[2] << " " << gates[3] << " c " << c;
    // The slope of tanh is at most 1, so an error of a small c carries over to h; that of a large c
    // does not.
    EXPECT_NEAR(h, exact_h,
                4e-7 + std::min(1.0, 3e-7 * std::abs(exact_c)) *
                           (1 - std::tanh(exact_c) * std::tanh(exact_c)))
        << gates[0] << " " << gates[1] << " " << gates[2] << " " << gates[3] << " c " << c;
  }

  base::AlignedBuffer<float> gates_{4 * 16}, c_{16}, h_{16};
};

// With an open input gate and closed other gates, c equals tanh(g); with c = 1 and only the forget
// gate, c is a sigmoid. Tests both over the whole range of float.
TEST_P(LstmKernelTest, ComputesSigmoidAndTanhOverTheWholeRangeOfFloat) {
  const float shut = std::numeric_limits<float>::max();
  std::vector<float> values = {0, -0.0f, 1e-45f, -1e-45f, 1e-38f, 1e30f, -1e30f};
  for (const float sign : {-1.0f, 1.0f}) {
    for (float x = 1e-30f; x < 1e38f; x *= 1.0037f) values.push_back(sign * x);
    for (float x = 0; x < 130; x += 0.03125f) values.push_back(sign * x);
    values.push_back(sign * std::numeric_limits<float>::max());
  }
  for (const float x : values) {
    EXPECT_NEAR(Update({-shut, shut, x, 0}, 0, false).first, Tanh(x), 3e-7) << x;
    EXPECT_NEAR(Update({shut, x, 0, 0}, 1, false).first, Sigmoid(x), 3e-7) << x;
    EXPECT_NEAR(Update({shut, -shut, 0, x}, 5, false).second, Sigmoid(x) * std::tanh(5), 4e-7) << x;
  }
}

TEST_P(LstmKernelTest, UpdatesCellsWithinTheErrorBound) {
  test::Random random(41);
  for (const float size : {1.0f, 6.0f, 20.0f, 40.0f, 1000.0f, 1e20f}) {
    for (int i = 0; i < 4000; ++i) {
      float gates[4];
      for (float& gate : gates) gate = static_cast<float>(size * random.Signed());
      const double c = random.Signed() * (i % 2 == 0 ? 1.0 : 60.0);
      ExpectExact(gates, c, false);
      if (size <= 40) ExpectExact(gates, c, true);
    }
  }
}

TEST_P(LstmKernelTest, KeepsAHugeCellFinite) {
  const auto [c, h] = Update({-39, -39, -39, -39}, 200'000, true);
  EXPECT_NEAR(c, 200'001, 1);
  EXPECT_NEAR(h, 1, 1e-6);
  EXPECT_NEAR(Update({-39, -39, 39, -39}, -200'000, true).second, -1, 1e-6);
}

// The states of lanes after several steps with all lanes together.
struct States {
  base::AlignedBuffer<float> h[2] = {base::AlignedBuffer<float>(kLanesMax * kUnits),
                                     base::AlignedBuffer<float>(kLanesMax* kUnits)};
  base::AlignedBuffer<float> c{kLanesMax * kUnits};
};

void RunSteps(const LstmKernel& kernel, const FoldedWeights& weights, bool bounded,
              const std::vector<std::vector<int32_t>>& rows, States& states) {
  LstmRun run;
  run.table = weights.table.data();
  run.w_hh = weights.w_hh.data();
  run.hidden = weights.hidden;
  run.bounded = bounded;
  run.lanes = static_cast<int>(rows.size());
  run.steps = static_cast<int64_t>(rows[0].size());
  for (size_t lane = 0; lane < rows.size(); ++lane) run.ids[lane] = rows[lane].data();
  run.h[0] = states.h[0].data();
  run.h[1] = states.h[1].data();
  run.c = states.c.data();
  kernel.run(run);
}

TEST_P(LstmKernelTest, LanesAreBitIdenticalForAnyLaneCount) {
  const FoldedWeights weights = Fold(test::RandomWeights(42));
  test::Random random(43);
  std::vector<std::vector<int32_t>> rows(kLanesMax, std::vector<int32_t>(40));
  for (auto& row : rows) {
    for (int32_t& id : row) id = static_cast<int32_t>(random.Between(0, 299));
  }
  for (const bool bounded : {false, true}) {
    std::vector<States> alone(kLanesMax);
    for (int lane = 0; lane < kLanesMax; ++lane) {
      RunSteps(GetParam(), weights, bounded, {rows[lane]}, alone[lane]);
    }
    for (int lanes = 2; lanes <= kLanesMax; ++lanes) {
      States together;
      RunSteps(GetParam(), weights, bounded, {rows.begin(), rows.begin() + lanes}, together);
      for (int lane = 0; lane < lanes; ++lane) {
        for (int unit = 0; unit < kUnits; ++unit) {
          ASSERT_EQ(together.h[0][lane * kUnits + unit], alone[lane].h[0][unit])
              << lanes << " lanes, lane " << lane;
          ASSERT_EQ(together.c[lane * kUnits + unit], alone[lane].c[unit]);
        }
      }
    }
  }
}

TEST_P(LstmKernelTest, FirstStepEqualsTheCellUpdate) {
  const FoldedWeights weights = Fold(test::RandomWeights(44));
  States product;
  RunSteps(GetParam(), weights, true, {{7}}, product);
  States update;
  GetParam().update_cells(weights.table.data() + 7 * 4 * kUnits, update.c.data(),
                          update.h[1].data(), kUnits, true);
  for (int unit = 0; unit < kUnits; ++unit) {
    EXPECT_EQ(product.h[1][unit], update.h[1][unit]);
    EXPECT_EQ(product.c[unit], update.c[unit]);
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, LstmKernelTest, ::testing::ValuesIn(SupportedLstmKernels()),
                         [](const auto& kernel) { return kernel.param.name; });

TEST(FindLstmKernelTest, ReturnsTheBestByDefault) {
  const auto& kernels = SupportedLstmKernels();
  ASSERT_FALSE(kernels.empty());
  EXPECT_STREQ(FindLstmKernel("")->name, kernels.front().name);
  EXPECT_STREQ(FindLstmKernel(kernels.back().name)->name, kernels.back().name);
}

TEST(FindLstmKernelTest, ListsTheKernelsForAnUnknownName) {
  const absl::Status status = FindLstmKernel("MMX").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find(SupportedLstmKernels().front().name), absl::string_view::npos);
}

}  // namespace
}  // namespace txtsentry::engine
