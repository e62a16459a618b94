// A simulated server and clock: deterministic loads of hours that take no real time.
#ifndef TXTSENTRY_TESTS_CLIENT_BENCH_FAKE_LOAD_H_
#define TXTSENTRY_TESTS_CLIENT_BENCH_FAKE_LOAD_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "client/bench/load_clock.h"
#include "client/bench/load_target.h"

namespace txtsentry::client {

// A clock that advances only in SleepUntilUs; events that fall due meanwhile run at their time.
class FakeLoadClock final : public LoadClock {
 public:
  base::TimeUs NowUs() const override { return now_us_; }

  void SleepUntilUs(base::TimeUs time_us) override {
    while (!due_.empty() && due_.begin()->first <= time_us) {
      const auto event = std::move(due_.begin()->second);
      now_us_ = std::max(now_us_, due_.begin()->first);
      due_.erase(due_.begin());
      event();
    }
    now_us_ = std::max(now_us_, time_us);
  }

  void At(base::TimeUs time_us, std::function<void()> event) {
    due_.emplace(time_us, std::move(event));
  }

  // Simulates that this thread did not run.
  void Stall(base::TimeUs us) { now_us_ += us; }

 private:
  base::TimeUs now_us_ = 1'000;
  std::multimap<base::TimeUs, std::function<void()>>
      due_;  // In order of time; ties in insertion order.
};

// Answers one call after another: a queue with one server.
class FakeServer final : public LoadTarget {
 public:
  // Computes the answer to a request; the other parameter is the service time.
  using Answer = std::function<absl::StatusOr<v1::ClassifyResponse>(const v1::ClassifyRequest&)>;
  using ServiceUs = std::function<base::TimeUs(base::TimeUs start_us)>;

  FakeServer(FakeLoadClock& clock, ServiceUs service_us, Answer answer = Right)
      : clock_(clock), service_us_(std::move(service_us)), answer_(std::move(answer)) {}

  void Send(std::string request, Done done) override {
    ++sent;
    under_way_max = std::max(under_way_max, ++under_way_);
    const base::TimeUs start_us = std::max(clock_.NowUs(), free_us_);
    free_us_ = start_us + service_us_(start_us);
    clock_.At(free_us_, [this, request = std::move(request), done = std::move(done)] {
      --under_way_;
      v1::ClassifyRequest read;
      ASSERT_TRUE(read.ParseFromString(request));
      const auto answer = answer_(read);
      done(answer.status(), answer.ok() ? *answer : v1::ClassifyResponse());
    });
  }

  void Abandon() override { abandoned = true; }

  // Answers every record with its id, 0.5 and ten tokens.
  static absl::StatusOr<v1::ClassifyResponse> Right(const v1::ClassifyRequest& request) {
    v1::ClassifyResponse response;
    response.set_id(request.id());
    for (const v1::Record& record : request.records()) {
      v1::Result& result = *response.add_results();
      result.set_id(record.id());
      result.set_probability(0.5F);
      result.set_token_count(10);
    }
    return response;
  }

  int64_t sent = 0;
  int64_t under_way_max = 0;
  bool abandoned = false;

 private:
  FakeLoadClock& clock_;
  const ServiceUs service_us_;
  const Answer answer_;
  base::TimeUs free_us_ = 0;
  int64_t under_way_ = 0;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_TESTS_CLIENT_BENCH_FAKE_LOAD_H_
