// Shared helpers for the batcher tests with batches and with lanes.
#ifndef TXTSENTRY_TESTS_CORE_SCHEDULE_BATCHER_HARNESS_H_
#define TXTSENTRY_TESTS_CORE_SCHEDULE_BATCHER_HARNESS_H_

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <utility>

#include "core/base/clock.h"
#include "core/schedule/batcher.h"

namespace txtsentry::schedule {

// A manually advanced clock.
class FakeClock final : public base::Clock {
 public:
  base::TimeUs NowUs() const override { return now_us_.load(); }
  void Set(base::TimeUs now_us) { now_us_ = now_us; }

 private:
  std::atomic<base::TimeUs> now_us_ = 0;
};

// Submits a job that must be accepted and returns its future result.
inline std::future<JobResult> Submit(Batcher& batcher, Job job, int64_t* number = nullptr) {
  auto promise = std::make_shared<std::promise<JobResult>>();
  auto future = promise->get_future();
  const auto accepted = batcher.Submit(
      std::move(job), [promise](JobResult result) { promise->set_value(std::move(result)); });
  EXPECT_TRUE(accepted.ok()) << accepted.status();
  if (number != nullptr) *number = accepted.value_or(0);
  return future;
}

// Submits a job of one row that must be scored and returns the row's waiting time.
inline std::future<base::TimeUs> SubmitAndTellWait(Batcher& batcher, Job job) {
  auto promise = std::make_shared<std::promise<base::TimeUs>>();
  auto future = promise->get_future();
  job.on_row = [promise](int64_t, const absl::StatusOr<float>& logit, base::TimeUs waited_us) {
    EXPECT_TRUE(logit.ok()) << logit.status();
    promise->set_value(waited_us);
  };
  const auto accepted = batcher.Submit(std::move(job), nullptr);
  EXPECT_TRUE(accepted.ok()) << accepted.status();
  return future;
}

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_TESTS_CORE_SCHEDULE_BATCHER_HARNESS_H_
