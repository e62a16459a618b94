// The whole way of a record, from canonical text to a verdict: tokens, batch, engine, label and
// reasons. The server and the command line's in-process mode both stand on this one class, so the
// same record gets the same answer from either.
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

// Of a record to explain: the work grows with its length, up to seconds.
inline constexpr int64_t kExplainBytesMax = 4096;

// Why a record's score is what it is.
struct Explanation {
  Result result;  // The same as Classify's.
  // In the record's order; they add up to logit - baseline_logit, up to residual.
  std::vector<explain::CharacterShare> contributions;
  double logit = 0;           // In double, whatever the engine.
  double baseline_logit = 0;  // Of the same number of tokens whose embeddings are all zero.
  double residual = 0;
  bool converged = false;    // The residual is as small as GradientOptions asks.
  int64_t scales = 0;        // Work that was done (explain/integrated_gradients.h).
  std::string nearest_kind;  // "spf"; empty for none.
};

struct ClassifierOptions {
  engine::EngineOptions engine;
  int workers = 1;               // Threads that run the engine.
  bool pin_workers = false;      // Each bound to a processor of its own.
  int niceness = 0;              // Of these threads, 0..19; 0: that of the process.
  int64_t prefix_states = 1024;  // Of each of these threads, as in BatcherOptions.
  // Limits of what is accepted and not yet answered (schedule/admission.h).
  int64_t rows_max = 65'536;
  int64_t tokens_max = 16'777'216;
  int64_t bytes_max = 67'108'864;
  // Rows and padded tokens of a batch; 0 takes what the engine works best on.
  int64_t batch_rows_max = 0;
  int64_t batch_tokens_max = 0;
  int64_t explain_bytes_max = kExplainBytesMax;
  rules::JudgeOptions judge;
  // Where results are kept and equal records wait for one another; nullptr computes every record.
  // Borrowed; outlives the classifier, and may be shared with others.
  cache::ScoreCache* score_cache = nullptr;
  // The same of whole answers, for records that come again; nullptr judges every record.
  RecordCache* record_cache = nullptr;
  schedule::BatchObserver* observer = nullptr;  // As in DispatcherOptions.
};

// Thread-safe.
class Classifier final : public RecordClassifier {
 public:
  // `clock` is borrowed and outlives the classifier.
  static absl::StatusOr<std::unique_ptr<Classifier>> Create(model::Model model,
                                                            const base::Clock& clock,
                                                            const ClassifierOptions& options);
  // Drains.
  ~Classifier() override;

  // Takes from the caches what is known, tokenises the rest in the calling thread (some 100 MB/s)
  // and hands the rows that are left to the batcher. `done` is called from a thread of the batcher,
  // from one that answers or cancels another call, or from Cancel; it must not call Drain.
  absl::StatusOr<Started> Start(std::vector<Record> records, const schedule::JobClass& job_class,
                                Done done) override;
  void Cancel(const CallRef& call) override;

  // Whether calls from now on go by the memo and the cache, where there are some: a check of the
  // engine must not.
  void set_cache_on(bool on) { cache_on_ = on; }

  // Explains one record in the calling thread, which takes from milliseconds to some ten seconds,
  // beside the queue of Classify and not counted in stats(). `stop`, which may be empty, is asked
  // now and then whether to give up. InvalidArgument for a record that is too long or has no
  // tokens; Cancelled when `stop` said so; the engine's error.
  absl::StatusOr<Explanation> Explain(const Record& record,
                                      const std::function<bool()>& stop) const;

  // Accepts no more and returns when every accepted call is answered.
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
  // Writes the results that the record cache has.
  void Recall(Call& call) const;
  // Refuses a call that the batcher would refuse for its deadline, before there is work with it.
  absl::Status CheckTime(const Call& call);
  void LearnTokens(int64_t bytes, int64_t tokens);
  // What of a call the batcher has to compute; the cache's answers are written to the results.
  schedule::Job JobOf(const std::shared_ptr<Call>& call);
  // False when the record is answered or waits for another's answer; else it is to be computed.
  bool AskCache(const std::shared_ptr<Call>& call, size_t record, absl::Span<const int32_t> ids);
  // Computes a record whose turn has been handed on by a call that gave up.
  void Compute(const std::shared_ptr<Call>& call, size_t record,
               cache::ScoreCache::Promise promise);
  void NoteJob(Call& call, int64_t number);
  // Undoes what a call that the batcher refused has begun.
  void Abandon(Call& call, const absl::Status& status);
  // One part of the call is answered; the last part ends the call and tells `done`.
  void AnswerPart(Call& call);
  // Ends a call whose last part was answered in Start.
  Started AnswerNow(Call& call);
  // Gives the records of a call their verdicts, once the last part is answered.
  void Judge(Call& call);
  // False once draining.
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
  RecordCache* record_cache_ = nullptr;  // Set by Create, as what follows.
  uint64_t record_cache_version_ = 0;
  cache::ScoreCache* score_cache_ = nullptr;
  uint64_t score_cache_version_ = 0;
  std::atomic<bool> cache_on_ = true;
  // Tokens that come to the batcher for a byte of text, of late: less where the cache knows much.
  std::atomic<float> tokens_a_byte_ = 0;

  base::Mutex calls_mu_;
  base::CondVar calls_ended_;
  int64_t calls_ ABSL_GUARDED_BY(calls_mu_) = 0;  // Under way.
  bool draining_ ABSL_GUARDED_BY(calls_mu_) = false;

  std::unique_ptr<schedule::Batcher> batcher_;  // Last, so that it ends first.
};

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_CLASSIFIER_H_
