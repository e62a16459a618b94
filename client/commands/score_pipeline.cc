#include "client/commands/score_pipeline.h"

#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

constexpr size_t kChunkBytesMax = size_t{1024} * 1024;
constexpr size_t kChunkEventsMax = 4096;

size_t BytesOf(const Event& event) {
  size_t bytes = event.json.size() + event.line.size();
  for (const TxtRecord& record : event.records) {
    bytes += record.request.text.size() + record.request.owner_name.size();
  }
  return bytes;
}

}  // namespace

ScorePipeline::ScorePipeline(Scorer& scorer, EventWriter& writer, Sink sink,
                             PipelineOptions options)
    : scorer_(scorer),
      writer_(writer),
      sink_(std::move(sink)),
      options_(options),
      filling_(std::make_unique<Chunk>()) {}

ScorePipeline::~ScorePipeline() {
  while (!under_way_.empty()) {
    WaitForFront();
    under_way_.pop_front();
  }
}

bool ScorePipeline::IsFull(const Chunk& chunk) const {
  return chunk.records >= options_.batch_records_max || chunk.events.size() >= kChunkEventsMax ||
         chunk.bytes >= kChunkBytesMax;
}

absl::Status ScorePipeline::Add(Event event) {
  TXTSENTRY_RETURN_IF_ERROR(end_status_);
  size_t records = 0;
  for (const TxtRecord& record : event.records) records += record.status.ok() ? 1 : 0;
  if (filling_->records > 0 && filling_->records + records > options_.batch_records_max) Submit();
  filling_->records += records;
  filling_->bytes += BytesOf(event);
  filling_->events.push_back(std::move(event));
  if (IsFull(*filling_)) Submit();
  while (FrontIsReady() || under_way_.size() >= options_.inflight_max) {
    TXTSENTRY_RETURN_IF_ERROR(WriteFront());
  }
  return absl::OkStatus();
}

absl::Status ScorePipeline::Drain() {
  TXTSENTRY_RETURN_IF_ERROR(end_status_);
  if (!filling_->events.empty()) Submit();
  while (!under_way_.empty()) TXTSENTRY_RETURN_IF_ERROR(WriteFront());
  return absl::OkStatus();
}

void ScorePipeline::Submit() {
  std::vector<ScoreRequest> requests;
  requests.reserve(filling_->records);
  for (const Event& event : filling_->events) {
    for (const TxtRecord& record : event.records) {
      if (record.status.ok()) requests.push_back(record.request);
    }
  }
  Chunk* const chunk = filling_.get();
  under_way_.push_back(std::move(filling_));
  filling_ = std::make_unique<Chunk>();
  if (requests.empty()) {
    base::MutexLock lock(mu_);
    chunk->answer.emplace(std::vector<ScoreResult>());
    return;
  }
  scorer_.Score(std::move(requests),
                [this, chunk](absl::StatusOr<std::vector<ScoreResult>> answer) {
                  // Notify under the lock: the destructor may run as soon as the lock is free.
                  base::MutexLock lock(mu_);
                  chunk->answer.emplace(std::move(answer));
                  answered_.NotifyAll();
                });
}

bool ScorePipeline::FrontIsReady() {
  base::MutexLock lock(mu_);
  return !under_way_.empty() && under_way_.front()->answer.has_value();
}

void ScorePipeline::WaitForFront() {
  base::MutexLock lock(mu_);
  while (!under_way_.front()->answer.has_value()) answered_.Wait(mu_);
}

absl::Status ScorePipeline::WriteFront() {
  WaitForFront();
  const std::unique_ptr<Chunk> chunk = std::move(under_way_.front());
  under_way_.pop_front();
  absl::StatusOr<std::vector<ScoreResult>>& answer = *chunk->answer;
  if (!answer.ok()) return End(PipelineEnd::kScorer, answer.status());
  if (answer->size() != chunk->records) {
    return End(PipelineEnd::kScorer,
               absl::InternalError(absl::StrFormat("results=%d differs from records=%d",
                                                   answer->size(), chunk->records)));
  }
  std::string out;
  size_t next = 0;
  absl::Status too_many_errors;
  for (const Event& event : chunk->events) {
    too_many_errors = WriteEvent(event, *answer, next, out);
    if (!too_many_errors.ok()) break;
  }
  if (absl::Status status = sink_(out); !status.ok()) return End(PipelineEnd::kOutput, status);
  if (!too_many_errors.ok()) return End(PipelineEnd::kErrorsMax, too_many_errors);
  return absl::OkStatus();
}

// Writes an event with its results, which start at scores[next]. Returns ResourceExhausted if there
// are now more than errors_max errors.
absl::Status ScorePipeline::WriteEvent(const Event& event, std::vector<ScoreResult>& scores,
                                       size_t& next, std::string& out) {
  std::vector<ScoreResult> results;
  for (const TxtRecord& record : event.records) {
    if (record.status.ok()) {
      results.push_back(std::move(scores[next++]));
      FinishResult(results.back());
    } else {
      results.emplace_back();
      results.back().status = record.status;
    }
  }
  Count(event, results);
  writer_.Write(event, results, out);
  if (options_.errors_max && summary_.errors > *options_.errors_max) {
    return absl::ResourceExhaustedError(absl::StrFormat("errors=%d exceeds --max-errors %d",
                                                        summary_.errors, *options_.errors_max));
  }
  return absl::OkStatus();
}

void ScorePipeline::FinishResult(ScoreResult& result) const {
  if (!result.status.ok()) return;
  if (!std::isfinite(result.probability)) {
    result.status = absl::InternalError("the scorer gave a probability that is not a number");
    return;
  }
  if (!options_.threshold) return;
  rules::Reasons reasons;
  for (const std::string& name : result.reasons) {
    if (const auto reason = rules::ParseReason(name)) reasons.push_back(*reason);
  }
  const size_t blob_bytes =
      result.encoded_blob ? static_cast<size_t>(result.encoded_blob->length) : 0;
  const bool over = static_cast<double>(result.probability) >= *options_.threshold;
  result.suspicious = rules::IsSuspicious(options_.policy, reasons, blob_bytes, over);
}

void ScorePipeline::Count(const Event& event, const std::vector<ScoreResult>& results) {
  const auto count_error = [this](const absl::Status& status) {
    if (summary_.errors++ == 0) first_error_ = status;
  };
  ++summary_.events;
  if (!event.status.ok()) {
    count_error(event.status);
  } else if (results.empty()) {
    ++summary_.without_txt;
  }
  for (const ScoreResult& result : results) {
    ++summary_.records;
    if (!result.status.ok()) {
      count_error(result.status);
    } else {
      summary_.suspicious += result.suspicious ? 1 : 0;
      summary_.without_tokens += result.token_count == 0 ? 1 : 0;
    }
  }
}

absl::Status ScorePipeline::End(PipelineEnd end, absl::Status status) {
  end_ = end;
  end_status_ = std::move(status);
  return end_status_;
}

}  // namespace txtsentry::client
