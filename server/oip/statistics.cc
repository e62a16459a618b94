#include "server/oip/statistics.h"

namespace txtsentry::server::oip {
namespace {

void Set(int64_t count, base::TimeUs us, inference::StatisticDuration& out) {
  out.set_count(static_cast<uint64_t>(count));
  out.set_ns(static_cast<uint64_t>(us) * 1000);
}

}  // namespace

void InferCounts::AddSuccess(const InferTimes& times, int64_t records, int64_t now_ms) {
  const base::MutexLock lock(mu_);
  times_.input_us += times.input_us;
  times_.queue_us += times.queue_us;
  times_.infer_us += times.infer_us;
  times_.output_us += times.output_us;
  ++successes_;
  records_ += records;
  last_ms_ = now_ms;
}

void InferCounts::AddFailure(base::TimeUs us) {
  const base::MutexLock lock(mu_);
  ++failures_;
  failures_us_ += us;
}

void InferCounts::Fill(inference::ModelStatistics& out) const {
  const base::MutexLock lock(mu_);
  out.set_last_inference(static_cast<uint64_t>(last_ms_));
  out.set_inference_count(static_cast<uint64_t>(records_));
  out.set_execution_count(static_cast<uint64_t>(successes_));
  inference::InferStatistics& stats = *out.mutable_inference_stats();
  Set(successes_, times_.input_us + times_.queue_us + times_.infer_us + times_.output_us,
      *stats.mutable_success());
  Set(failures_, failures_us_, *stats.mutable_fail());
  Set(successes_, times_.queue_us, *stats.mutable_queue());
  Set(successes_, times_.input_us, *stats.mutable_compute_input());
  Set(successes_, times_.infer_us, *stats.mutable_compute_infer());
  Set(successes_, times_.output_us, *stats.mutable_compute_output());
  Set(0, 0, *stats.mutable_cache_hit());
  Set(0, 0, *stats.mutable_cache_miss());
}

std::shared_ptr<InferCounts> Statistics::Of(const ServedModelPtr& served) {
  const base::MutexLock lock(mu_);
  const std::pair key(served->name, served->version);
  const auto found = entries_.find(key);
  if (found != entries_.end()) {
    found->second.served = served;
    return found->second.counts;
  }
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    entry = entry->second.served.expired() ? entries_.erase(entry) : std::next(entry);
  }
  return entries_.emplace(key, Entry{served, std::make_shared<InferCounts>()}).first->second.counts;
}

}  // namespace txtsentry::server::oip
