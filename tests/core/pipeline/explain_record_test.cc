#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <future>

#include "core/pipeline/classifier.h"
#include "tests/support/random_model.h"

namespace txtsentry::pipeline {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ExplainRecordTest : public ::testing::Test {
 protected:
  ExplainRecordTest() { Create("simd"); }

  void Create(const std::string& engine) {
    ClassifierOptions options;
    options.engine.engine = engine;
    options.explain_bytes_max = 300;
    classifier_ = Classifier::Create(test::RandomModel(4), clock_, options).value();
  }

  Result Classify(const Record& record) {
    std::promise<std::vector<Result>> promise;
    EXPECT_TRUE(classifier_
                    ->Classify({record}, schedule::JobClass(),
                               [&](std::vector<Result> results) { promise.set_value(results); })
                    .ok());
    return promise.get_future().get()[0];
  }

  absl::StatusOr<Explanation> Explain(const std::string& text) const {
    return classifier_->Explain({text, ""}, nullptr);
  }

  const base::SteadyClock clock_{};
  std::unique_ptr<Classifier> classifier_;
};

TEST_F(ExplainRecordTest, MatchesClassifyAndAddsUpForAnyBytes) {
  for (const char* engine : {"reference", "simd"}) {
    Create(engine);
    test::Random random(7);
    for (int i = 0; i < 60; ++i) {
      const Record record = {random.Bytes(random.Between(1, 100)), "example.net"};
      const auto explanation = classifier_->Explain(record, nullptr);
      const Result expected = Classify(record);
      if (expected.token_count == 0) continue;
      ASSERT_TRUE(explanation.ok()) << explanation.status();
      EXPECT_EQ(explanation->result.probability, expected.probability);
      EXPECT_EQ(explanation->result.token_count, expected.token_count);
      EXPECT_EQ(explanation->result.verdict.suspicious, expected.verdict.suspicious);
      EXPECT_EQ(explanation->result.verdict.reasons, expected.verdict.reasons);
      EXPECT_NEAR(1 / (1 + std::exp(-explanation->logit)), expected.probability, 1e-5);
      double sum = explanation->residual;
      for (const auto& contribution : explanation->contributions) sum += contribution.logit;
      EXPECT_NEAR(sum, explanation->logit - explanation->baseline_logit, 1e-9);
      EXPECT_TRUE(explanation->converged);
    }
  }
}

TEST_F(ExplainRecordTest, AttributesToEveryCharacter) {
  const std::string text("\"a\" \xC4\xB0\xFF\0\xF0\x9F\x98\x80 = z", 16);
  const auto explanation = Explain(text).value();
  std::vector<std::string> pieces;
  for (const auto& c : explanation.contributions) {
    pieces.push_back(text.substr(c.offset_bytes, c.length_bytes));
  }
  EXPECT_THAT(pieces, ::testing::ElementsAre("a", "\xC4\xB0", "\xFF", std::string(1, '\0'),
                                             "\xF0\x9F\x98\x80", "=", "z"));
}

TEST_F(ExplainRecordTest, ASingleCharacterGetsTheWholeDifference) {
  const auto explanation = Explain("a").value();
  ASSERT_EQ(explanation.contributions.size(), 1u);
  EXPECT_NEAR(explanation.contributions[0].logit, explanation.logit - explanation.baseline_logit,
              std::abs(explanation.residual) + 1e-12);
}

TEST_F(ExplainRecordTest, NamesTheKnownKind) {
  EXPECT_EQ(Explain("v=spf1 -all")->nearest_kind, "spf");
  EXPECT_THAT(Explain("hello")->nearest_kind, IsEmpty());
}

TEST_F(ExplainRecordTest, RefusesARecordThatIsTooLong) {
  EXPECT_TRUE(Explain(std::string(300, 'x')).ok());
  const absl::Status status = Explain(std::string(301, 'x')).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "record bytes=301 exceed explain_bytes_max=300");
}

TEST_F(ExplainRecordTest, RefusesARecordWithoutTokens) {
  for (const char* text : {"", " ", "\"\"", "'\t'"}) {
    const absl::Status status = Explain(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr("tokens=0"));
  }
}

TEST_F(ExplainRecordTest, StopsOnRequest) {
  EXPECT_EQ(classifier_->Explain({"a", ""}, [] { return true; }).status().code(),
            absl::StatusCode::kCancelled);
}

TEST_F(ExplainRecordTest, RefusesAByteLimitOutOfRange) {
  ClassifierOptions options;
  options.explain_bytes_max = 0;
  EXPECT_EQ(Classifier::Create(test::RandomModel(4), clock_, options).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace txtsentry::pipeline
