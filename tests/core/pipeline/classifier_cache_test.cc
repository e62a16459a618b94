// Equal records are computed once and get bit-identical results, whatever happens to the call that
// computes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/mutex.h"
#include "core/pipeline/classifier.h"
#include "core/schedule/batch_observer.h"
#include "tests/support/random.h"
#include "tests/support/random_model.h"

namespace txtsentry::pipeline {
namespace {

// Holds the engine's worker back while it is closed. An observer must not block: this one does so
// to be the engine that is busy.
class Gate final : public schedule::BatchObserver {
 public:
  void Close() {
    const base::MutexLock lock(mu_);
    closed_ = true;
  }
  void Open() {
    const base::MutexLock lock(mu_);
    closed_ = false;
    changed_.NotifyAll();
  }
  // Returns when a row has come to the closed gate.
  void AwaitHeld() {
    const base::MutexLock lock(mu_);
    while (held_ == 0) changed_.Wait(mu_);
  }

  void OnRowStart(schedule::Priority, base::TimeUs, int64_t) override {
    const base::MutexLock lock(mu_);
    ++held_;
    changed_.NotifyAll();
    while (closed_) changed_.Wait(mu_);
    --held_;
  }
  void OnBatch(schedule::CloseReason, int64_t, int64_t, int64_t) override {}
  void OnComputed(base::TimeUs, base::TimeUs) override {}

 private:
  base::Mutex mu_;
  base::CondVar changed_;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  int held_ ABSL_GUARDED_BY(mu_) = 0;
};

class ClassifierCacheTest : public ::testing::Test {
 protected:
  ClassifierCacheTest()
      : model_(test::RandomModel(4)),
        score_cache_(cache::ScoreCache::Create({}, *cache::RandomSipKey()).value()) {
    options_.engine.engine = "reference";
    options_.workers = 1;
    uncached_ = Classifier::Create(model_, clock_, options_).value();
    options_.score_cache = score_cache_.get();
    options_.observer = &gate_;
    Make();
  }
  // A test that failed half-way must not leave the worker waiting.
  ~ClassifierCacheTest() override { gate_.Open(); }

  void Make() { classifier_ = Classifier::Create(model_, clock_, options_).value(); }

  // A call in progress.
  struct Asked {
    absl::StatusOr<CallRef> call;
    std::future<std::vector<Result>> results;
  };
  static Asked Ask(Classifier& classifier, std::vector<Record> records,
                   const schedule::JobClass& job_class = {}) {
    auto promise = std::make_shared<std::promise<std::vector<Result>>>();
    Asked asked;
    asked.results = promise->get_future();
    asked.call = classifier.Classify(
        std::move(records), job_class,
        [promise](std::vector<Result> results) { promise->set_value(std::move(results)); });
    return asked;
  }
  Asked Ask(std::vector<Record> records, const schedule::JobClass& job_class = {}) {
    return Ask(*classifier_, std::move(records), job_class);
  }

  float Computed(const std::string& text) {
    return Ask(*uncached_, {{text, ""}}).results.get()[0].probability;
  }

  // Keeps the one worker busy until the gate is opened.
  Asked Occupy() {
    gate_.Close();
    Asked busy = Ask({{"occupies the worker", ""}});
    gate_.AwaitHeld();
    return busy;
  }

  const base::SteadyClock clock_{};
  const model::Model model_;
  const std::unique_ptr<cache::ScoreCache> score_cache_;
  ClassifierOptions options_;
  Gate gate_;
  std::unique_ptr<Classifier> uncached_;
  std::unique_ptr<Classifier> classifier_;
};

TEST_F(ClassifierCacheTest, ComputesEqualRecordsOfOneCallOnce) {
  const auto results =
      Ask({{"v=spf1 -all", ""}, {"other", ""}, {"v=spf1 -all", "a.example"}}).results.get();
  EXPECT_FALSE(results[0].cached);
  EXPECT_FALSE(results[1].cached);
  EXPECT_TRUE(results[2].cached);
  EXPECT_EQ(results[0].probability, Computed("v=spf1 -all"));
  EXPECT_EQ(results[2].probability, results[0].probability);
  EXPECT_EQ(results[2].token_count, results[0].token_count);
  EXPECT_EQ(classifier_->stats().rows_scored, 2);
}

TEST_F(ClassifierCacheTest, ALaterCallGetsTheSameBitsFromTheCache) {
  const float first = Ask({{"dnslink=/ipfs/abc", ""}}).results.get()[0].probability;
  // These texts differ only in characters that the tokenizer drops, so the model sees the same
  // record.
  const auto again = Ask({{"dnslink=/ipfs/abc", ""}, {"\"DNSLINK=/ipfs/abc\"", ""}}).results.get();
  EXPECT_TRUE(again[0].cached);
  EXPECT_TRUE(again[1].cached);
  EXPECT_EQ(again[0].probability, first);
  EXPECT_EQ(again[1].probability, first);
  EXPECT_EQ(classifier_->stats().rows_scored, 1);
}

TEST_F(ClassifierCacheTest, ResultsOfAnotherModelAreNotUsed) {
  const float mine = Ask({{"text", ""}}).results.get()[0].probability;
  const auto other = Classifier::Create(test::RandomModel(5), clock_, options_).value();
  const Result result = Ask(*other, {{"text", ""}}).results.get()[0];
  EXPECT_FALSE(result.cached);
  EXPECT_NE(result.probability, mine);
}

TEST_F(ClassifierCacheTest, ARecordThatWaitsForACancelledCallIsComputed) {
  auto busy = Occupy();
  auto leader = Ask({{"wanted by both", ""}});
  auto waiter = Ask({{"wanted by both", ""}, {"wanted by both", ""}});
  classifier_->Cancel(*leader.call);
  EXPECT_EQ(leader.results.get()[0].status.code(), absl::StatusCode::kCancelled);
  gate_.Open();
  const auto results = waiter.results.get();
  for (const Result& result : results) {
    EXPECT_TRUE(result.status.ok()) << result.status;
    EXPECT_EQ(result.probability, Computed("wanted by both"));
  }
  EXPECT_FALSE(results[0].cached);
  EXPECT_TRUE(results[1].cached);
  busy.results.get();
  EXPECT_EQ(score_cache_->stats().handovers, 1);
}

TEST_F(ClassifierCacheTest, ACancelledWaiterIsAnsweredAtOnceAndOthersKeepWaiting) {
  auto busy = Occupy();
  auto leader = Ask({{"wanted by both", ""}});
  auto waiter = Ask({{"wanted by both", ""}});
  classifier_->Cancel(*waiter.call);
  EXPECT_EQ(waiter.results.get()[0].status.code(), absl::StatusCode::kCancelled);
  gate_.Open();
  EXPECT_TRUE(leader.results.get()[0].status.ok());
  busy.results.get();
}

TEST_F(ClassifierCacheTest, ARefusedCallLeavesNoState) {
  options_.rows_max = 1;
  Make();
  auto busy = Occupy();
  auto refused = Ask({{"one", ""}, {"two", ""}, {"one", ""}});
  EXPECT_EQ(refused.call.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(score_cache_->stats().flights, 1);  // The occupation's own.
  EXPECT_EQ(score_cache_->stats().waiters, 0);
  gate_.Open();
  busy.results.get();
  EXPECT_TRUE(Ask({{"one", ""}}).results.get()[0].status.ok());
}

TEST_F(ClassifierCacheTest, CachedRecordsAreAnsweredWhileTheQueueIsFull) {
  ASSERT_TRUE(Ask({{"known", ""}}).results.get()[0].status.ok());
  options_.rows_max = 1;
  Make();
  // Computed by another classifier with the same weights.
  EXPECT_TRUE(Ask({{"known", ""}}).results.get()[0].cached);
  auto busy = Occupy();
  auto hit = Ask({{"known", ""}});
  ASSERT_TRUE(hit.call.ok()) << hit.call.status();
  EXPECT_TRUE(hit.results.get()[0].cached);
  gate_.Open();
  busy.results.get();
}

TEST_F(ClassifierCacheTest, AnInteractiveCallDoesNotWaitForABulkOne) {
  auto busy = Occupy();
  schedule::JobClass bulk;
  bulk.priority = schedule::Priority::kBulk;
  auto slow = Ask({{"wanted by both", ""}}, bulk);
  auto fast = Ask({{"wanted by both", ""}});
  auto patient = Ask({{"wanted by both", ""}}, bulk);
  gate_.Open();
  EXPECT_FALSE(fast.results.get()[0].cached);
  EXPECT_TRUE(slow.results.get()[0].status.ok());
  EXPECT_TRUE(patient.results.get()[0].cached);
  EXPECT_EQ(score_cache_->stats().overtakes, 1);
  busy.results.get();
}

TEST_F(ClassifierCacheTest, DrainAnswersRecordsThatWaitForOthers) {
  auto busy = Occupy();
  std::vector<Asked> asked;
  for (int i = 0; i < 20; ++i) asked.push_back(Ask({{"wanted by all", ""}}));
  // Opens once Drain accepts no more, so that it has something to wait for.
  std::thread opener([this] {
    while (Ask({{"wanted by all", ""}}).call.ok()) std::this_thread::yield();
    gate_.Open();
  });
  classifier_->Drain();
  opener.join();
  for (Asked& a : asked) {
    ASSERT_EQ(a.results.wait_for(std::chrono::seconds(0)), std::future_status::ready);
    EXPECT_TRUE(a.results.get()[0].status.ok());
  }
}

// Few texts, many threads, refusals by limits and random cancellations: every accepted call is
// answered once, with the right result or an error that is allowed.
TEST_F(ClassifierCacheTest, AnswersAreRightUnderCancellationsAndRefusals) {
  options_.rows_max = 24;
  options_.workers = 2;
  Make();
  constexpr int kTexts = 8;
  std::vector<std::string> texts;
  std::vector<float> expected;
  for (int i = 0; i < kTexts; ++i) {
    texts.push_back(std::string(static_cast<size_t>(20 + 30 * i), static_cast<char>('a' + i)));
    expected.push_back(Computed(texts.back()));
  }
  std::atomic<int64_t> scored = 0, cached = 0, given_up = 0, refused = 0;
  std::vector<std::thread> threads;
  for (uint64_t t = 0; t < 6; ++t) {
    threads.emplace_back([&, t] {
      test::Random random(t);
      for (int i = 0; i < 300; ++i) {
        // Occasional new texts keep some records uncached.
        std::vector<Record> records;
        std::vector<int64_t> which;
        for (int64_t n = random.Between(1, 6); n > 0; --n) {
          which.push_back(random.Between(0, kTexts - 1));
          records.push_back({texts[which.back()], ""});
        }
        records.push_back({absl::StrFormat("new %d %d", t, i), ""});
        schedule::JobClass job_class;
        if (random.Between(0, 1) == 1) job_class.priority = schedule::Priority::kBulk;
        if (random.Between(0, 9) == 0) score_cache_->Clear();
        auto asked = Ask(std::move(records), job_class);
        if (!asked.call.ok()) {
          ++refused;
          EXPECT_EQ(asked.call.status().code(), absl::StatusCode::kResourceExhausted);
          continue;
        }
        if (random.Between(0, 1) == 1) classifier_->Cancel(*asked.call);
        const auto results = asked.results.get();
        for (size_t r = 0; r < which.size(); ++r) {
          if (results[r].status.ok()) {
            EXPECT_EQ(results[r].probability, expected[which[r]]);
            ++(results[r].cached ? cached : scored);
          } else {
            EXPECT_TRUE(cache::IsCallersOwn(results[r].status.code())) << results[r].status;
            ++given_up;
          }
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  classifier_->Drain();
  EXPECT_GT(scored, 0);
  EXPECT_GT(cached, 0);
  EXPECT_GT(given_up, 0);
  const cache::ScoreCacheStats stats = score_cache_->stats();
  EXPECT_EQ(stats.flights, 0);
  EXPECT_EQ(stats.waiters, 0);
  EXPECT_EQ(stats.joins, stats.shared + stats.handovers + stats.left);
  const schedule::BatcherLoad load = classifier_->load();
  EXPECT_EQ(load.rows, 0);
  EXPECT_EQ(load.tokens, 0);
}

}  // namespace
}  // namespace txtsentry::pipeline
