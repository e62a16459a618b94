#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/prefetch.h"
#include "core/pipeline/call.h"
#include "core/pipeline/classifier.h"

namespace txtsentry::pipeline {
namespace {

using cache::ScoreCache;

// Weight of one call in the moving average of tokens per byte.
constexpr float kLearningRate = 0.02F;

// Texts leave the CPU caches while their scores are computed. So the judge loop prefetches this
// many records ahead, and this many bytes of each text.
constexpr size_t kPrefetchRecords = 3;
constexpr size_t kPrefetchBytes = 256;

// Marks one part of the call as answered; returns true for the last part.
bool TakeLastPart(Call& call) { return call.left.fetch_sub(1, std::memory_order_acq_rel) == 1; }

void SetLogit(const absl::StatusOr<float>& logit, Result& result) {
  if (logit.ok()) {
    result.probability = engine::Probability(*logit);
  } else {
    result.status = logit.status();
  }
}

}  // namespace

absl::StatusOr<Started> Classifier::Start(std::vector<Record> records,
                                          const schedule::JobClass& job_class, Done done) {
  if (!CountCall()) return absl::UnavailableError("draining: no more records are accepted");
  const auto call = std::make_shared<Call>();
  call->records = std::move(records);
  call->job_class = job_class;
  call->done = std::move(done);
  Recall(*call);
  if (call->unknown == 0) return AnswerNow(*call);

  if (absl::Status time = CheckTime(*call); !time.ok()) {
    UncountCall();
    return time;
  }
  schedule::Job job = JobOf(call);
  const int64_t rows = job.rows();
  call->left += rows;
  const auto number = batcher_->Submit(std::move(job), nullptr);
  if (!number.ok()) {
    Abandon(*call, number.status());
    UncountCall();
    return number.status();
  }
  if (rows > 0) NoteJob(*call, *number);
  if (TakeLastPart(*call)) return AnswerNow(*call);
  return Started{std::nullopt, call};
}

void Classifier::Recall(Call& call) const {
  const size_t records = call.records.size();
  call.results.resize(records);
  call.known.resize(records);
  call.unknown = static_cast<int64_t>(records);
  if (record_cache_ == nullptr || !cache_on_) return;
  call.keys.reserve(records);
  for (size_t i = 0; i < records; ++i) {
    call.keys.push_back(record_cache_->Key(record_cache_version_, call.records[i]));
    call.known[i] = record_cache_->Find(call.keys[i], call.results[i]);
    if (call.known[i]) --call.unknown;
  }
}

absl::Status Classifier::CheckTime(const Call& call) {
  if (call.job_class.deadline_us == base::kNever) return absl::OkStatus();
  int64_t bytes = 0;
  for (size_t i = 0; i < call.records.size(); ++i) {
    if (!call.known[i]) bytes += static_cast<int64_t>(call.records[i].text.size());
  }
  // Use half of the expected tokens: only hopeless calls are refused here, Submit checks the others
  // exactly.
  const float tokens =
      0.5F * tokens_a_byte_.load(std::memory_order_relaxed) * static_cast<float>(bytes);
  if (tokens < 1) return absl::OkStatus();
  return batcher_->CheckDeadline(call.job_class, call.unknown, static_cast<int64_t>(tokens));
}

void Classifier::LearnTokens(int64_t bytes, int64_t tokens) {
  if (bytes == 0) return;
  const float now = static_cast<float>(tokens) / static_cast<float>(bytes);
  // A concurrent call may overwrite this update; an average tolerates that.
  const float before = tokens_a_byte_.load(std::memory_order_relaxed);
  tokens_a_byte_.store(before + kLearningRate * (now - before), std::memory_order_relaxed);
}

schedule::Job Classifier::JobOf(const std::shared_ptr<Call>& call) {
  const bool by_cache = score_cache_ != nullptr && cache_on_;
  int64_t text_bytes = 0;
  schedule::Job job;
  job.job_class = call->job_class;
  job.offsets.push_back(0);
  for (size_t i = 0; i < call->records.size(); ++i) {
    if (call->known[i]) continue;
    const std::string& text = call->records[i].text;
    const auto bytes = static_cast<int64_t>(text.size());
    Result& result = call->results[i];
    if (bytes > kRecordBytesMax) {
      result.status = absl::InvalidArgumentError(
          absl::StrFormat("record bytes=%d exceed record_bytes_max=%d", bytes, kRecordBytesMax));
      result.verdict = rules::TooLongVerdict();
      continue;
    }
    text_bytes += bytes;
    tokenizer_->AppendIds(text, job.ids);
    const int64_t begin = job.offsets.back();
    result.token_count = job.tokens() - begin;
    if (result.token_count == 0) continue;
    if (by_cache && !AskCache(call, i, absl::MakeConstSpan(job.ids).subspan(begin))) {
      job.ids.resize(begin);
      continue;
    }
    job.bytes += bytes;
    job.offsets.push_back(job.tokens());
    call->record_of.push_back(i);
  }
  LearnTokens(text_bytes, job.tokens());
  job.on_row = [this, call](int64_t row, const absl::StatusOr<float>& logit,
                            base::TimeUs waited_us) {
    Result& result = call->results[call->record_of[row]];
    SetLogit(logit, result);
    result.waited_us = waited_us;
    if (!call->promises.empty()) call->promises[row].Finish(logit);
    AnswerPart(*call);
  };
  return job;
}

bool Classifier::AskCache(const std::shared_ptr<Call>& call, size_t record,
                          absl::Span<const int32_t> ids) {
  const cache::Bits128 key = score_cache_->Key(score_cache_version_, ids);
  bool waiter_made = false;
  ScoreCache::LookupResult asked = score_cache_->Lookup(
      key,
      [&] {
        // Count first, because the answer may arrive before Lookup returns.
        ++call->left;
        waiter_made = true;
        return ScoreCache::Waiter{[this, call, record](const absl::StatusOr<float>& logit) {
                                    Result& result = call->results[record];
                                    SetLogit(logit, result);
                                    result.cached = logit.ok();
                                    AnswerPart(*call);
                                  },
                                  [this, call, record](ScoreCache::Promise promise) {
                                    Compute(call, record, std::move(promise));
                                  }};
      },
      static_cast<int>(call->job_class.priority));
  if (asked.outcome == ScoreCache::Outcome::kPending) {
    call->waits.push_back({key, asked.waiter, record});
    return false;
  }
  if (waiter_made) --call->left;
  if (asked.outcome == ScoreCache::Outcome::kMiss) {
    call->promises.push_back(std::move(asked.promise));
    return true;
  }
  SetLogit(asked.logit, call->results[record]);
  call->results[record].cached = true;
  return false;
}

void Classifier::Compute(const std::shared_ptr<Call>& call, size_t record,
                         ScoreCache::Promise promise) {
  if (call->abandoned) return;
  schedule::Job job;
  job.job_class = call->job_class;
  // This thread is finishing another call, so it must not compute.
  job.job_class.submitter_may_compute = false;
  tokenizer_->AppendIds(call->records[record].text, job.ids);
  job.offsets = {0, job.tokens()};
  job.bytes = static_cast<int64_t>(call->records[record].text.size());
  // shared_ptr, because std::function must be copyable.
  const auto shared_promise = std::make_shared<ScoreCache::Promise>(std::move(promise));
  const schedule::RowDone answer = [this, call, record, shared_promise](
                                       int64_t, const absl::StatusOr<float>& logit,
                                       base::TimeUs waited_us) {
    SetLogit(logit, call->results[record]);
    call->results[record].waited_us = waited_us;
    shared_promise->Finish(logit);
    AnswerPart(*call);
  };
  job.on_row = answer;
  const auto number = batcher_->Submit(std::move(job), nullptr);
  if (number.ok()) {
    NoteJob(*call, *number);
  } else {
    answer(0, number.status(), 0);
  }
}

void Classifier::NoteJob(Call& call, int64_t number) {
  {
    const base::MutexLock lock(call.mu);
    call.jobs.push_back(number);
    if (!call.cancelled) return;
  }
  batcher_->Cancel(number);
}

void Classifier::Abandon(Call& call, const absl::Status& status) {
  // `left` still counts Start itself, so no answer to a waiting record ends the call.
  call.abandoned = true;
  for (ScoreCache::Promise& promise : call.promises) promise.Finish(status);
  for (const Call::Wait& wait : call.waits) score_cache_->Leave(wait.key, wait.waiter);
}

void Classifier::Cancel(const CallRef& ref) {
  const std::shared_ptr<Call> call = ref.lock();
  if (call == nullptr) return;
  std::vector<int64_t> jobs;
  {
    const base::MutexLock lock(call->mu);
    call->cancelled = true;
    jobs = call->jobs;
  }
  for (const Call::Wait& wait : call->waits) {
    if (!score_cache_->Leave(wait.key, wait.waiter)) continue;
    // The call has not ended: this record's part was still open.
    // NOLINTNEXTLINE(clang-analyzer-cplusplus.Move)
    call->results[wait.record].status = absl::CancelledError("call cancelled");
    AnswerPart(*call);
  }
  for (const int64_t job : jobs) batcher_->Cancel(job);
}

void Classifier::AnswerPart(Call& call) {
  if (!TakeLastPart(call)) return;
  Judge(call);
  call.done(std::move(call.results));
  UncountCall();
}

Started Classifier::AnswerNow(Call& call) {
  Judge(call);
  Started started{std::move(call.results), {}};
  UncountCall();
  return started;
}

void Classifier::Judge(Call& call) {
  for (size_t i = 0; i < call.results.size(); ++i) {
    if (i + kPrefetchRecords < call.records.size()) {
      const std::string& text = call.records[i + kPrefetchRecords].text;
      base::Prefetch(text.data(), std::min(kPrefetchBytes, text.size()));
    }
    Result& result = call.results[i];
    if (call.known[i] || !result.status.ok()) continue;
    result.verdict = Decide(call.records[i], result);
    // For a record without tokens, judging is faster than a lookup.
    if (!call.keys.empty() && result.token_count > 0) record_cache_->Add(call.keys[i], result);
  }
}

}  // namespace txtsentry::pipeline
