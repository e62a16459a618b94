// Events in, scored events out in the same order, with a bounded number of chunks being scored.
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
  // Labels by this threshold instead of the scorer's, and by the scorer's policy: reasons that
  // decide a label without regard to the probability go on doing so.
  std::optional<double> threshold;
  rules::Policy policy = rules::Policy::kNotebook;
  std::optional<int64_t> errors_max;
};

// Why a pipeline takes no more.
enum class PipelineEnd {
  kNone,
  kErrorsMax,  // More than errors_max errors; the event that was one too many is written.
  kOutput,     // The sink failed.
  kScorer,     // A chunk failed as a whole; everything before it is written.
};

// Add, Drain and the accessors: one thread only. The scorer may answer from any thread, in any
// order. A chunk holds at most batch_records_max records (or the records of one event), 4096 events
// and, but for its last event, 1 MiB; so memory is bounded whatever comes in.
class ScorePipeline {
 public:
  using Sink = std::function<absl::Status(std::string_view bytes)>;

  // Borrows the scorer and the writer, and gives the sink what the writer writes.
  ScorePipeline(Scorer& scorer, EventWriter& writer, Sink sink, PipelineOptions options);

  // Waits for the chunks under way.
  ~ScorePipeline();
  ScorePipeline(const ScorePipeline&) = delete;
  ScorePipeline& operator=(const ScorePipeline&) = delete;

  // Takes an event and writes what is ready. Once it has returned an error (end() says which kind)
  // it only gives that error again.
  absl::Status Add(Event event);

  // Scores and writes all that was added.
  absl::Status Drain();

  PipelineEnd end() const { return end_; }

  // All but `seconds`, of what is written so far.
  const RunSummary& summary() const { return summary_; }

  // The first error that is counted in the summary.
  const absl::Status& first_error() const { return first_error_; }

 private:
  struct Chunk {
    std::vector<Event> events;
    size_t records = 0;  // That are to be scored.
    size_t bytes = 0;
    // Guarded by mu_ while the chunk is under way.
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
