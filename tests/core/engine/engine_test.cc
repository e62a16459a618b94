#include "core/engine/engine.h"

#include <gtest/gtest.h>

#include <cmath>

namespace txtsentry::engine {
namespace {

absl::StatusCode CodeOf(const std::vector<int32_t>& ids, const std::vector<int64_t>& offsets) {
  return Validate({ids, offsets}, 10).code();
}

TEST(ValidateBatchTest, AcceptsRowsThatCoverTheIds) {
  EXPECT_EQ(CodeOf({}, {0}), absl::StatusCode::kOk);
  EXPECT_EQ(CodeOf({0, 9, 3}, {0, 1, 3}), absl::StatusCode::kOk);
}

TEST(ValidateBatchTest, RejectsInvalidBatches) {
  EXPECT_EQ(CodeOf({}, {}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf({1, 2}, {1, 2}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf({1, 2}, {0, 1}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf({1, 2}, {0, 1, 1, 2}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf({1, 2}, {0, 3, 2}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf({1, 10}, {0, 2}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf({-1, 1}, {0, 2}), absl::StatusCode::kInvalidArgument);
}

TEST(ProbabilityTest, IsTheLogisticFunctionRoundedOnce) {
  EXPECT_EQ(Probability(0), 0.5f);
  EXPECT_EQ(Probability(1000), 1.0f);
  EXPECT_EQ(Probability(-1000), 0.0f);
  EXPECT_FLOAT_EQ(Probability(-13.36f),
                  static_cast<float>(1 / (1 + std::exp(static_cast<double>(13.36f)))));
}

}  // namespace
}  // namespace txtsentry::engine
