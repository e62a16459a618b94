#include "core/pipeline/self_check/precision_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/engine/reference_engine.h"
#include "core/engine/simd/lstm_kernel.h"
#include "core/model/model.h"
#include "core/pipeline/classifier.h"

namespace txtsentry::pipeline {
namespace {

model::Model DefaultModel() {
  return model::LoadModel(TXTSENTRY_SOURCE_DIR "/models/default").value();
}

// If the model were sure of every sample text, any precision would pass.
TEST(PrecisionSampleTest, IncludesTextsThatTheDefaultModelIsUnsureOf) {
  const model::Model model = DefaultModel();
  const auto tokenizer = text::Tokenizer::Create(model.tokens, model::kUnknownId).value();
  const auto engine = engine::MakeReferenceEngine(model.weights).value();
  int unsure = 0;
  int sure = 0;
  for (const auto& ids : PrecisionSample(*tokenizer)) {
    const int64_t offsets[] = {0, static_cast<int64_t>(ids.size())};
    float logit = 0;
    ASSERT_TRUE(engine->Score({ids, offsets}, absl::MakeSpan(&logit, 1)).ok());
    const float p = engine::Probability(logit);
    ++(p > 0.1f && p < 0.9f ? unsure : sure);
  }
  EXPECT_GE(unsure, 10);
  EXPECT_GE(sure, 100);
}

TEST(ClassifierPrecisionTest, CertifiesInt16ForTheDefaultModelAndRefusesAChaoticModel) {
  if (engine::SupportedInt16LstmKernels().empty()) GTEST_SKIP() << "no integer kernel here";
  const base::SteadyClock clock;
  ClassifierOptions options;
  options.engine.engine = "simd";
  options.engine.precision = "int16";
  const auto good = Classifier::Create(DefaultModel(), clock, options);
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_THAT((*good)->engine().info().version, ::testing::HasSubstr("int16"));

  // The recurrent weights are so large that the LSTM is chaotic: a rounding error grows with each
  // step.
  model::Model model = DefaultModel();
  for (float& w : model.weights.w_hh) w *= 20;
  const auto bad = Classifier::Create(std::move(model), clock, options);
  EXPECT_EQ(bad.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(bad.status().message()), ::testing::HasSubstr("needs fp32"));
}

}  // namespace
}  // namespace txtsentry::pipeline
