#include "core/explain/lane_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "core/engine/simd/highway_targets.h"
#include "tests/support/random.h"

namespace txtsentry::explain {
namespace {

// Two sums of n products in different order differ by at most n rounding errors of their terms,
// which are all below 1 here.
constexpr double kBound = 1e-13;

std::vector<double> RandomNumbers(test::Random& random, size_t count) {
  std::vector<double> numbers(count);
  for (double& n : numbers) n = random.Signed();
  return numbers;
}

void OnEveryTarget(const std::function<void()>& check) {
  engine::ForEachTarget(LaneKernelTargetsForTest(), [&](int64_t) { check(); });
}

void ExpectNear(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i], expected[i], kBound) << i;
}

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

TEST(LaneKernelsTest, MultiplyAddEqualsThePlainLoop) {
  test::Random random(31);
  for (const size_t rows : {0, 1, 7, 8, 9, 20}) {
    for (const size_t columns : {0, 1, 3, 64}) {
      const auto matrix = RandomNumbers(random, rows * columns);
      const auto in = RandomNumbers(random, columns * kLanes);
      const auto start = RandomNumbers(random, rows * kLanes);
      auto expected = start;
      for (size_t r = 0; r < rows; ++r) {
        for (size_t c = 0; c < columns; ++c) {
          for (size_t l = 0; l < kLanes; ++l) {
            expected[r * kLanes + l] += matrix[r * columns + c] * in[c * kLanes + l];
          }
        }
      }
      OnEveryTarget([&] {
        auto out = start;
        MultiplyAdd(matrix.data(), rows, columns, in.data(), out.data());
        ExpectNear(out, expected);
      });
    }
  }
}

TEST(LaneKernelsTest, CellsForwardEqualsTheModelEquations) {
  test::Random random(32);
  for (const size_t units : {1, 3, 64}) {
    const size_t cells = units * kLanes;
    auto before = RandomNumbers(random, 6 * cells);
    // Also test extreme values, for which an exponential overflows.
    for (size_t n = 0; n < cells; n += 3) before[n] = random.Between(0, 1) == 0 ? -1e6 : 1e6;
    const auto c_before = RandomNumbers(random, cells);
    std::vector<double> c_expected(cells);
    std::vector<double> h_expected(cells);
    for (size_t n = 0; n < cells; ++n) {
      c_expected[n] = Sigmoid(before[cells + n]) * c_before[n] +
                      Sigmoid(before[n]) * std::tanh(before[2 * cells + n]);
      h_expected[n] = Sigmoid(before[3 * cells + n]) * std::tanh(c_expected[n]);
    }
    OnEveryTarget([&] {
      auto step = before;
      auto c = c_before;
      std::vector<double> h(cells);
      CellsForward(units, step.data(), h.data(), c.data());
      ExpectNear(c, c_expected);
      ExpectNear(h, h_expected);
      ExpectNear({step.begin() + 4 * cells, step.begin() + 5 * cells}, c_expected);
    });
  }
}

TEST(LaneKernelsTest, CellsBackwardEqualsCentralDifferences) {
  test::Random random(33);
  const size_t units = 5;
  const size_t cells = units * kLanes;
  const auto gates = RandomNumbers(random, 6 * cells);
  const auto c_before = RandomNumbers(random, cells);
  const auto by_h = RandomNumbers(random, cells);
  const auto by_c = RandomNumbers(random, cells);
  // Returns by_h . h + by_c . c after a step in which the input of gate `index` is changed by `by`.
  const auto outcome = [&](size_t index, double by, size_t c_index, double c_by) {
    auto step = gates;
    auto c = c_before;
    step[index] += by;
    c[c_index] += c_by;
    std::vector<double> h(cells);
    CellsForward(units, step.data(), h.data(), c.data());
    double sum = 0;
    for (size_t n = 0; n < cells; ++n) sum += by_h[n] * h[n] + by_c[n] * c[n];
    return sum;
  };
  constexpr double kStep = 1e-5;
  OnEveryTarget([&] {
    auto step = gates;
    auto c = c_before;
    std::vector<double> h(cells);
    CellsForward(units, step.data(), h.data(), c.data());
    auto dh = by_h;
    auto dc = by_c;
    std::vector<double> deltas(4 * cells);
    CellsBackward(units, step.data(), c_before.data(), dh.data(), dc.data(), deltas.data());
    for (size_t i = 0; i < deltas.size(); ++i) {
      const double slope = (outcome(i, kStep, 0, 0) - outcome(i, -kStep, 0, 0)) / (2 * kStep);
      ASSERT_NEAR(deltas[i], slope, 1e-8) << i;
    }
    for (size_t n = 0; n < cells; ++n) {
      const double slope = (outcome(0, 0, n, kStep) - outcome(0, 0, n, -kStep)) / (2 * kStep);
      ASSERT_NEAR(dc[n], slope, 1e-8) << n;
      ASSERT_EQ(dh[n], 0);
    }
  });
}

TEST(LaneKernelsTest, WeightedSlopeSumsOverGatesAndLanes) {
  test::Random random(34);
  for (const size_t gates : {0, 4, 12, 256}) {
    const auto product = RandomNumbers(random, gates);
    const auto deltas = RandomNumbers(random, gates * kLanes);
    const auto weights = RandomNumbers(random, kLanes);
    double expected = 0;
    for (size_t g = 0; g < gates; ++g) {
      for (size_t l = 0; l < kLanes; ++l) {
        expected += product[g] * deltas[g * kLanes + l] * weights[l];
      }
    }
    OnEveryTarget([&] {
      EXPECT_NEAR(WeightedSlope(gates, product.data(), deltas.data(), weights.data()), expected,
                  kBound);
    });
  }
}

}  // namespace
}  // namespace txtsentry::explain
