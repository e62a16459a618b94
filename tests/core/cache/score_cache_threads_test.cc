// Runs the score cache with concurrent threads that look up, compute and cancel.
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/mutex.h"
#include "core/cache/score_cache.h"
#include "tests/support/random.h"

namespace txtsentry::cache {
namespace {

using Outcome = ScoreCache::Outcome;
using Promise = ScoreCache::Promise;

struct Work {
  int64_t caller = 0;
  int32_t record = 0;
  Promise promise;
};

// Callers push promises to a queue; workers fulfil them.
class Harness {
 public:
  explicit Harness(int64_t callers) : answers_(new std::atomic<int>[callers]()), callers_(callers) {
    ScoreCacheOptions options;
    options.shards = 2;
    options.bytes_max = 2 * ScoreCache::kShardBytesMin;
    options.waiters_max = 50;
    cache_ = ScoreCache::Create(options, {3, 4}).value();
  }

  void LookupAll(int64_t from, int64_t to) {
    test::Random random(static_cast<uint64_t>(from));
    for (int64_t caller = from; caller < to; ++caller) {
      AwaitShortQueue();
      const auto record = static_cast<int32_t>(random.Between(0, 300));
      const Bits128 key = cache_->Key(1, {&record, 1});
      auto result = cache_->Lookup(key, [this, caller, record] {
        return ScoreCache::Waiter{[this, caller, record](const absl::StatusOr<float>& logit) {
                                    Answer(caller, record, logit);
                                  },
                                  [this, caller, record](Promise promise) {
                                    Push({caller, record, std::move(promise)});
                                  }};
      });
      if (result.outcome == Outcome::kHit) {
        Answer(caller, record, result.logit);
      } else if (result.outcome == Outcome::kMiss) {
        Push({caller, record, std::move(result.promise)});
      } else if (random.Between(0, 3) == 0 && cache_->Leave(key, result.waiter)) {
        ++answers_[caller];
      }
    }
  }

  void Compute(uint64_t seed) {
    test::Random random(seed);
    while (true) {
      Work work;
      {
        const base::MutexLock lock(mu_);
        while (queue_.empty() && !closed_) changed_.Wait(mu_);
        if (queue_.empty()) return;
        work = std::move(queue_.front());
        queue_.pop_front();
        shorter_.NotifyAll();
      }
      ++answers_[work.caller];
      switch (random.Between(0, 5)) {
        case 0:
          work.promise.Finish(absl::DeadlineExceededError("late"));
          break;
        case 1:
          break;  // The promise is destroyed.
        default:
          work.promise.Finish(static_cast<float>(work.record));
      }
    }
  }

  // Called after the last lookup: workers then end when the queue is empty. A worker pushes a
  // handed-over promise before it checks the queue again, so no promise remains.
  void Close() {
    const base::MutexLock lock(mu_);
    closed_ = true;
    changed_.NotifyAll();
  }

  void ExpectAllAnsweredOnce() const {
    for (int64_t i = 0; i < callers_; ++i) ASSERT_EQ(answers_[i], 1) << "caller " << i;
    EXPECT_EQ(wrong_, 0);
    const ScoreCacheStats stats = cache_->stats();
    EXPECT_EQ(stats.hits + stats.misses + stats.joins, callers_);
    EXPECT_EQ(stats.joins, stats.shared + stats.handovers + stats.left);
    EXPECT_EQ(stats.flights, 0);
    EXPECT_EQ(stats.waiters, 0);
    EXPECT_GT(stats.hits, 0);
  }

  void ReadStatsAndClear(int times) {
    for (int i = 0; i < times; ++i) {
      EXPECT_LE(cache_->stats().entries, cache_->stats().entries_max);
      if (i % 16 == 0) cache_->Clear();
    }
  }

 private:
  // However the threads are scheduled, some results are there before the last asker asks.
  void AwaitShortQueue() {
    const base::MutexLock lock(mu_);
    while (queue_.size() > 100) shorter_.Wait(mu_);
  }

  void Push(Work work) {
    const base::MutexLock lock(mu_);
    queue_.push_back(std::move(work));
    changed_.NotifyOne();
  }
  void Answer(int64_t caller, int32_t record, const absl::StatusOr<float>& logit) {
    ++answers_[caller];
    if (!logit.ok() || *logit != static_cast<float>(record)) ++wrong_;
  }

  std::unique_ptr<ScoreCache> cache_;
  const std::unique_ptr<std::atomic<int>[]> answers_;
  const int64_t callers_;
  std::atomic<int> wrong_{0};
  base::Mutex mu_;
  base::CondVar changed_;
  base::CondVar shorter_;
  std::deque<Work> queue_ ABSL_GUARDED_BY(mu_);
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
};

TEST(ScoreCacheThreadsTest, AnswersEveryCallerExactlyOnce) {
  constexpr int64_t kCallersPerThread = 5000;
  constexpr int kThreads = 4;
  Harness harness(kThreads * kCallersPerThread);
  std::vector<std::thread> workers;
  for (uint64_t w = 0; w < 3; ++w) workers.emplace_back([&harness, w] { harness.Compute(w); });
  std::vector<std::thread> callers;
  for (int t = 0; t < kThreads; ++t) {
    callers.emplace_back(
        [&harness, t] { harness.LookupAll(t * kCallersPerThread, (t + 1) * kCallersPerThread); });
  }
  harness.ReadStatsAndClear(200);
  for (std::thread& caller : callers) caller.join();
  harness.Close();
  for (std::thread& worker : workers) worker.join();
  harness.ExpectAllAnsweredOnce();
}

}  // namespace
}  // namespace txtsentry::cache
