// Functions shared by the tests of all engines.
#ifndef TXTSENTRY_TESTS_CORE_ENGINE_PROBABILITIES_H_
#define TXTSENTRY_TESTS_CORE_ENGINE_PROBABILITIES_H_

#include <gtest/gtest.h>

#include <vector>

#include "core/engine/engine.h"
#include "tests/support/random_model.h"

namespace txtsentry::engine {

inline std::vector<float> Probabilities(const Engine& engine, const test::OwnedBatch& batch) {
  std::vector<float> logits(batch.offsets.size() - 1);
  const absl::Status status = engine.Score(batch.view(), absl::MakeSpan(logits));
  EXPECT_TRUE(status.ok()) << status;
  for (float& logit : logits) logit = Probability(logit);
  return logits;
}

inline void ExpectNear(const std::vector<float>& found, const std::vector<float>& expected,
                       float bound) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], bound) << "row " << i;
  }
}

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_TESTS_CORE_ENGINE_PROBABILITIES_H_
