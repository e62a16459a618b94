// Scores events and writes them in input order, with a bounded number of chunks in flight.
#ifndef TXTSENTRY_CLIENT_COMMANDS_SCORE_PIPELINE_H_
#define TXTSENTRY_CLIENT_COMMANDS_SCORE_PIPELINE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/formats/event.h"
#include "client/formats/event_writer.h"
#include "client/scorer.h"
#include "core/base/mutex.h"
#include "core/rules/policy.h"

namespace txtsentry::client {

struct PipelineOptions {
  size_t batch_records_max = 256;
  size_t inflight_max = 8;
  // Replaces the scorer's threshold. The scorer's policy still applies: reasons that decide a label
  // regardless of the probability keep doing so.
  std::optional<double> threshold;
  rules::Policy policy = rules::Policy::kNotebook;
  std::optional<int64_t> errors_max;
};

// Why a pipeline accepts no more events.
enum class PipelineEnd {
  kNone,
  kErrorsMax,  // More than errors_max errors; the last event is written.
  kOutput,     // The sink failed.
  kScorer,     // A whole chunk failed; all earlier events are written.
};

// Add, Drain and the accessors are not thread-safe. The scorer may answer from any thread, in any
// order. A chunk has at most batch_records_max records (or the records of one event), 4096 events
// and, without its last event, 1 MiB; memory is therefore bounded for any input.
class ScorePipeline {
 public:
  using Sink = std::function<absl::Status(std::string_view bytes)>;

  // Borrows the scorer and the writer, and passes the writer's output to the sink.
  ScorePipeline(Scorer& scorer, EventWriter& writer, Sink sink, PipelineOptions options);

  // Waits for chunks in flight.
  ~ScorePipeline();
  ScorePipeline(const ScorePipeline&) = delete;
  ScorePipeline& operator=(const ScorePipeline&) = delete;

  // Adds an event and writes results that are ready. After an error (end() returns its kind) it
  // only returns the same error.
  absl::Status Add(Event event);

  // Scores and writes all added events.
  absl::Status Drain();

  PipelineEnd end() const { return end_; }

  // Totals of what has been written; `seconds` is not set.
  const RunSummary& summary() const { return summary_; }

  // The first error counted in the summary.
  const absl::Status& first_error() const { return first_error_; }

 private:
  struct Chunk {
    std::vector<Event> events;
    size_t records = 0;  // Records to be scored.
    size_t bytes = 0;
    // Guarded by mu_ while the chunk is in flight.
    std::optional<absl::StatusOr<std::vector<ScoreResult>>> answer;
  };

  bool IsFull(const Chunk& chunk) const;
  void Submit();
  bool FrontIsReady();
  void WaitForFront();
  absl::Status WriteFront();
  absl::Status WriteEvent(const Event& event, std::vector<ScoreResult>& scores, size_t& next,
                          std::string& out);
  void FinishResult(ScoreResult& result) const;
  void Count(const Event& event, const std::vector<ScoreResult>& results);
  absl::Status End(PipelineEnd end, absl::Status status);

  Scorer& scorer_;
  EventWriter& writer_;
  const Sink sink_;
  const PipelineOptions options_;

  std::unique_ptr<Chunk> filling_;
  std::deque<std::unique_ptr<Chunk>> under_way_;  // In input order.
  RunSummary summary_;
  absl::Status first_error_;
  PipelineEnd end_ = PipelineEnd::kNone;
  absl::Status end_status_;

  base::Mutex mu_;
  base::CondVar answered_;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_SCORE_PIPELINE_H_
