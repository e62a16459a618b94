// Classifier: takes canonical text through tokenizer, caches, batcher, engine and rules to a
// verdict. The server and the command line both use this class, so a record gets the same answer
// from both.
#ifndef TXTSENTRY_CORE_PIPELINE_CLASSIFIER_H_
#define TXTSENTRY_CORE_PIPELINE_CLASSIFIER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"
#include "core/cache/score_cache.h"
#include "core/engine/engine.h"
#include "core/engine/engine_factory.h"
#include "core/explain/character_shares.h"
#include "core/explain/scaled_lstm.h"
#include "core/model/model.h"
#include "core/pipeline/record.h"
#include "core/pipeline/record_cache.h"
#include "core/pipeline/record_classifier.h"
#include "core/rules/verdict.h"
#include "core/schedule/batcher.h"
#include "core/text/tokenizer.h"

namespace txtsentry::pipeline {

// Maximum bytes of a record to explain: the work grows with the length, up to seconds.
inline constexpr int64_t kExplainBytesMax = 4096;

// The explanation of a record's score.
struct Explanation {
  Result result;  // Same as Classify's.
  // In the record's order; their sum is logit - baseline_logit, up to residual.
  std::vector<explain::CharacterShare> contributions;
  double logit = 0;           // In double precision, for every engine.
  double baseline_logit = 0;  // The logit of the same number of tokens with zero embeddings.
  double residual = 0;
  bool converged = false;    // The residual is within the tolerance of GradientOptions.
  int64_t scales = 0;        // Number of evaluated scales (explain/integrated_gradients.h).
  std::string nearest_kind;  // For example "spf"; empty if there is none.
};

struct ClassifierOptions {
  engine::EngineOptions engine;
  int workers = 1;               // Engine threads.
  bool pin_workers = false;      // Pin each engine thread to one processor.
  int niceness = 0;              // Of the engine threads, 0..19; 0: the process's niceness.
  int64_t prefix_states = 1024;  // Per engine thread; see BatcherOptions.
  // Limits of work accepted and not yet answered (schedule/admission.h).
  int64_t rows_max = 65'536;
  int64_t tokens_max = 16'777'216;
  int64_t bytes_max = 67'108'864;
  // Rows and padded tokens of a batch; 0: the engine's preferred values.
  int64_t batch_rows_max = 0;
  int64_t batch_tokens_max = 0;
  int64_t explain_bytes_max = kExplainBytesMax;
  rules::JudgeOptions judge;
  // Caches scores by tokens; equal records in progress share one computation. nullptr computes
  // every record. Borrowed; must outlive the classifier; may be shared.
  cache::ScoreCache* score_cache = nullptr;
  // Caches whole results by record, under the same rules. nullptr judges every record.
  RecordCache* record_cache = nullptr;
  schedule::BatchObserver* observer = nullptr;  // See DispatcherOptions.
};

// Thread-safe.
class Classifier final : public RecordClassifier {
 public:
  // `clock` is borrowed and must outlive the classifier.
  static absl::StatusOr<std::unique_ptr<Classifier>> Create(model::Model model,
                                                            const base::Clock& clock,
                                                            const ClassifierOptions& options);
  // Drains.
  ~Classifier() override;

  // Answers records from the caches where possible, tokenizes the others in the calling thread
  // (about 100 MB/s) and submits the remaining rows to the batcher. `done` is called by a batcher
  // thread, by a thread that answers or cancels another call, or by Cancel; it must not call Drain.
  absl::StatusOr<Started> Start(std::vector<Record> records, const schedule::JobClass& job_class,
                                Done done) override;
  void Cancel(const CallRef& call) override;

  // Turns both caches on or off for new calls. Self-checks of the engine turn them off.
  void set_cache_on(bool on) { cache_on_ = on; }

  // Explains one record in the calling thread, which takes from milliseconds to about ten seconds.
  // It bypasses the queue of Classify and is not counted in stats(). `stop`, which may be empty, is
  // polled; true cancels. InvalidArgument for a record that is too long or has no tokens; Cancelled
  // if `stop` returned true; else the engine's error.
  absl::StatusOr<Explanation> Explain(const Record& record,
                                      const std::function<bool()>& stop) const;

  // Refuses new calls and returns when every accepted call is answered.
  void Drain();

  const model::ModelInfo& model_info() const { return model_info_; }
  int64_t explain_bytes_max() const { return explain_bytes_max_; }
  int64_t vocabulary_rows() const { return vocabulary_rows_; }
  int embedding_dim() const { return embedding_dim_; }
  int hidden_dim() const { return hidden_dim_; }
  const rules::Judge& judge() const { return *judge_; }
  const engine::Engine& engine() const { return *engine_.engine; }
  const std::string& why_engine() const { return engine_.why; }
  schedule::BatcherStats stats() const { return batcher_->stats(); }
  schedule::BatcherLoad load() const { return batcher_->load(); }

 private:
  Classifier(model::Model model, std::unique_ptr<text::Tokenizer> tokenizer,
             engine::ChosenEngine engine, std::unique_ptr<rules::Judge> judge,
             int64_t explain_bytes_max);

  rules::Verdict Decide(const Record& record, const Result& result) const;
  // Fills in the results that the record cache has.
  void Recall(Call& call) const;
  // Returns the error if the batcher would refuse the call for its deadline, before any work is
  // done for it.
  absl::Status CheckTime(const Call& call);
  void LearnTokens(int64_t bytes, int64_t tokens);
  // Returns the job for the records that the batcher must compute; results from the score cache are
  // filled in.
  schedule::Job JobOf(const std::shared_ptr<Call>& call);
  // Returns true if the record must be computed; false if it is answered or waits for an equal
  // record.
  bool AskCache(const std::shared_ptr<Call>& call, size_t record, absl::Span<const int32_t> ids);
  // Computes a record that this call has taken over from a call that was given up.
  void Compute(const std::shared_ptr<Call>& call, size_t record,
               cache::ScoreCache::Promise promise);
  void NoteJob(Call& call, int64_t number);
  // Reverts the effects of a call that the batcher refused.
  void Abandon(Call& call, const absl::Status& status);
  // Marks one part of the call as answered; the last part ends the call and calls `done`.
  void AnswerPart(Call& call);
  // Ends a call whose last part was answered within Start.
  Started AnswerNow(Call& call);
  // Fills in the verdicts after the last part is answered.
  void Judge(Call& call);
  // Counts a new call; false while draining.
  bool CountCall();
  void UncountCall();

  const model::ModelInfo model_info_;
  const int vocabulary_rows_;
  const int embedding_dim_;
  const int hidden_dim_;
  const std::unique_ptr<text::Tokenizer> tokenizer_;
  const engine::ChosenEngine engine_;
  const std::unique_ptr<const rules::Judge> judge_;
  const explain::ScaledLstm lstm_;
  const int64_t explain_bytes_max_;
  RecordCache* record_cache_ = nullptr;  // Set by Create, like the next three.
  uint64_t record_cache_version_ = 0;
  cache::ScoreCache* score_cache_ = nullptr;
  uint64_t score_cache_version_ = 0;
  std::atomic<bool> cache_on_ = true;
  // Moving average of tokens submitted to the batcher per byte of text; low if the caches answer
  // most records.
  std::atomic<float> tokens_a_byte_ = 0;

  base::Mutex calls_mu_;
  base::CondVar calls_ended_;
  int64_t calls_ ABSL_GUARDED_BY(calls_mu_) = 0;  // Calls in progress.
  bool draining_ ABSL_GUARDED_BY(calls_mu_) = false;

  std::unique_ptr<schedule::Batcher> batcher_;  // Last member, so that it is destroyed first.
};

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_CLASSIFIER_H_
