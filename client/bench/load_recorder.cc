#include "client/bench/load_recorder.h"

#include <thread>

#include "core/metrics/thread_shard.h"

namespace txtsentry::client {
namespace {

template <typename T>
std::vector<std::unique_ptr<T>> MakeShards() {
  // gRPC answers on as many threads as there are processors; the scheduler is one more thread.
  const auto threads = static_cast<int>(std::thread::hardware_concurrency()) + 1;
  std::vector<std::unique_ptr<T>> shards(static_cast<size_t>(metrics::ShardsFor(threads)));
  for (auto& shard : shards) shard = std::make_unique<T>();
  return shards;
}

}  // namespace

LoadRecorder::LoadRecorder(const Window& window, int64_t deadline_us)
    : window_(window), deadline_us_(deadline_us), shards_(MakeShards<Shard>()) {}

LoadRecorder::Shard& LoadRecorder::MyShard() const {
  return *shards_[metrics::ThreadNumber() & (shards_.size() - 1)];
}

void LoadRecorder::Sent(base::TimeUs intended_us, base::TimeUs sent_us) {
  if (!window_.Holds(intended_us)) return;
  Shard& shard = MyShard();
  const base::MutexLock lock(shard.mu);
  shard.result.send_lag_us.Record(sent_us - intended_us);
}

void LoadRecorder::Skipped(base::TimeUs intended_us) {
  if (!window_.Holds(intended_us)) return;
  Shard& shard = MyShard();
  const base::MutexLock lock(shard.mu);
  ++shard.result.skipped;
}

void LoadRecorder::Answered(const CallOutcome& outcome) {
  const int64_t latency_us = outcome.answered_us - outcome.intended_us;
  const bool ok = outcome.code == absl::StatusCode::kOk;
  const bool in_time = latency_us <= deadline_us_;
  Shard& shard = MyShard();
  const base::MutexLock lock(shard.mu);
  LoadResult& result = shard.result;
  // A wrong answer counts even during the warm-up.
  result.faults += outcome.faults;
  if (window_.Holds(outcome.intended_us)) {
    const auto code = static_cast<size_t>(outcome.code);
    ++result.calls_by_code[code < kStatusCodes ? code : 2];  // 2 is UNKNOWN.
    (ok ? result.latency_us : result.failure_latency_us).Record(latency_us);
    if (ok && !in_time) ++result.late;
  }
  if (ok && window_.Holds(outcome.answered_us)) {
    ++result.answered_calls;
    if (in_time) ++result.answered_in_time;
    result.answered_records += outcome.records;
    result.answered_tokens += outcome.tokens;
  }
}

LoadResult LoadRecorder::Sum() const {
  LoadResult sum;
  for (const auto& shard : shards_) {
    const base::MutexLock lock(shard->mu);
    sum.Merge(shard->result);
  }
  return sum;
}

}  // namespace txtsentry::client
