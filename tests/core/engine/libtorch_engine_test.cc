#include "core/engine/libtorch_engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <thread>

#include "core/engine/reference_engine.h"
#include "tests/core/engine/probabilities.h"
#include "tests/support/random_model.h"

namespace txtsentry::engine {
namespace {

// Bound on probabilities: both engines compute in float64 and round once to float32.
constexpr float kBound = 1e-7f;

// Runs on every device of this machine, including a GPU if there is one.
class LibtorchEngineTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    weights_ = test::RandomWeights(21);
    auto engine = MakeLibtorchEngine(weights_, GetParam(), 1);
    if (GetParam() != "cpu" && absl::IsFailedPrecondition(engine.status())) {
      GTEST_SKIP() << "no usable GPU here: " << engine.status();
    }
    engine_ = std::move(engine).value();
    reference_ = MakeReferenceEngine(weights_).value();
  }

  model::Weights weights_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Engine> reference_;
};

TEST_P(LibtorchEngineTest, EqualsTheReferenceOnRaggedBatchesOfEverySize) {
  test::Random random(22);
  for (const int64_t rows : {1, 2, 3, 7, 16, 64, 257}) {
    const auto batch = test::RandomBatch(random, rows, 120, 300);
    ExpectNear(Probabilities(*engine_, batch), Probabilities(*reference_, batch), kBound);
  }
}

TEST_P(LibtorchEngineTest, RowsDoNotDependOnTheBatch) {
  test::Random random(23);
  const auto batch = test::RandomBatch(random, 30, 90, 300);
  const auto together = Probabilities(*engine_, batch);
  for (size_t row = 0; row < together.size(); ++row) {
    EXPECT_NEAR(Probabilities(*engine_, batch.Alone(row))[0], together[row], kBound);
  }
}

TEST_P(LibtorchEngineTest, CarriesStatesOverSplitsOfAGiantBatch) {
  test::Random random(24);
  test::OwnedBatch batch;
  for (const int64_t tokens : {70'000, 3, 40'000, 500, 33'000}) {
    std::vector<int32_t> row(tokens);
    for (int32_t& id : row) id = static_cast<int32_t>(random.Between(0, 299));
    batch.AddRow(row);
  }
  ExpectNear(Probabilities(*engine_, batch), Probabilities(*reference_, batch), kBound);
}

TEST_P(LibtorchEngineTest, IsThreadSafe) {
  test::Random random(25);
  const auto batch = test::RandomBatch(random, 20, 60, 300);
  const auto expected = Probabilities(*reference_, batch);
  std::vector<std::vector<float>> found(6);
  std::vector<std::thread> threads;
  for (auto& p : found) threads.emplace_back([&] { p = Probabilities(*engine_, batch); });
  for (auto& thread : threads) thread.join();
  for (const auto& p : found) ExpectNear(p, expected, kBound);
}

TEST_P(LibtorchEngineTest, AcceptsAnEmptyBatch) {
  EXPECT_TRUE(Probabilities(*engine_, test::OwnedBatch()).empty());
}

INSTANTIATE_TEST_SUITE_P(Devices, LibtorchEngineTest, ::testing::Values("cpu", "cuda"),
                         [](const auto& device) { return device.param; });

TEST(LibtorchEngineTest, RejectsAMissingDevice) {
  const auto weights = test::RandomWeights(21);
  EXPECT_EQ(MakeLibtorchEngine(weights, "tpu", 1).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MakeLibtorchEngine(weights, "cuda:99", 1).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(LibtorchEngineTest, RejectsZeroThreads) {
  EXPECT_EQ(MakeLibtorchEngine(test::RandomWeights(21), "cpu", 0).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace txtsentry::engine
