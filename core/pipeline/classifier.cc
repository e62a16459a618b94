#include "core/pipeline/classifier.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/sha256.h"
#include "core/base/status.h"
#include "core/pipeline/call.h"
#include "core/pipeline/self_check/precision_sample.h"

namespace txtsentry::pipeline {

namespace {

// A hash of everything but the ids that a logit depends on.
uint64_t CacheVersion(const model::Weights& weights, const engine::EngineInfo& engine,
                      const std::string& precision) {
  std::string all = absl::StrFormat("%s %s %s %s %g", engine.name, engine.device, engine.version,
                                    precision, weights.fc_bias);
  for (const std::vector<float>* const tensor :
       {&weights.embedding, &weights.w_ih, &weights.w_hh, &weights.b_ih, &weights.b_hh,
        &weights.fc_weight}) {
    all += base::Sha256Hex(
        {reinterpret_cast<const char*>(tensor->data()), tensor->size() * sizeof(float)});
  }
  return std::stoull(base::Sha256Hex(all).substr(0, 16), nullptr, 16);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Classifier>> Classifier::Create(model::Model model,
                                                               const base::Clock& clock,
                                                               const ClassifierOptions& options) {
  TXTSENTRY_RETURN_IF_ERROR(model::Validate(model));
  if (options.explain_bytes_max < 1 || options.explain_bytes_max > kRecordBytesMax) {
    return absl::InvalidArgumentError(absl::StrFormat("explain_bytes_max=%d is not in 1..%d",
                                                      options.explain_bytes_max, kRecordBytesMax));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(auto tokenizer,
                             text::Tokenizer::Create(model.tokens, model::kUnknownId));
  TXTSENTRY_ASSIGN_OR_RETURN(auto judge, rules::Judge::Create(options.judge));
  engine::EngineOptions engine_options = options.engine;
  if (engine_options.precision != "fp32") engine_options.sample = PrecisionSample(*tokenizer);
  TXTSENTRY_ASSIGN_OR_RETURN(auto engine, engine::MakeEngine(model.weights, engine_options));

  schedule::BatcherOptions batcher_options;
  batcher_options.pin_workers = options.pin_workers;
  batcher_options.niceness = options.niceness;
  batcher_options.prefix_states = options.prefix_states;
  batcher_options.dispatch.observer = options.observer;
  schedule::AdmissionOptions& admission = batcher_options.dispatch.admission;
  admission.workers = options.workers;
  admission.rows_max = options.rows_max;
  admission.tokens_max = options.tokens_max;
  admission.bytes_max = options.bytes_max;
  const engine::BatchShape shape = engine.engine->batch_shape();
  schedule::BatchFormerOptions& former = batcher_options.dispatch.former;
  former.rows_max = options.batch_rows_max > 0 ? options.batch_rows_max : shape.rows;
  former.padded_tokens_max = options.batch_tokens_max > 0 ? options.batch_tokens_max : shape.tokens;
  former.window_rows = 16 * former.rows_max;

  const uint64_t cache_version =
      options.score_cache == nullptr
          ? 0
          : CacheVersion(model.weights, engine.engine->info(), engine_options.precision);
  auto classifier = std::unique_ptr<Classifier>(
      new Classifier(std::move(model), std::move(tokenizer), std::move(engine), std::move(judge),
                     options.explain_bytes_max));
  // cache_version does not cover the judge's tables and the threshold, so each classifier gets its
  // own version.
  static std::atomic<uint64_t> classifiers = 0;
  classifier->record_cache_ = options.record_cache;
  classifier->record_cache_version_ = ++classifiers;
  classifier->score_cache_ = options.score_cache;
  classifier->score_cache_version_ = cache_version;
  TXTSENTRY_ASSIGN_OR_RETURN(
      classifier->batcher_,
      schedule::Batcher::Create(*classifier->engine_.engine, clock, batcher_options));
  return classifier;
}

Classifier::Classifier(model::Model model, std::unique_ptr<text::Tokenizer> tokenizer,
                       engine::ChosenEngine engine, std::unique_ptr<rules::Judge> judge,
                       int64_t explain_bytes_max)
    : model_info_(std::move(model.info)),
      vocabulary_rows_(model.weights.vocabulary_rows),
      embedding_dim_(model.weights.embedding_dim),
      hidden_dim_(model.weights.hidden_dim),
      tokenizer_(std::move(tokenizer)),
      engine_(std::move(engine)),
      judge_(std::move(judge)),
      lstm_(model.weights),
      explain_bytes_max_(explain_bytes_max) {}

Classifier::~Classifier() { Drain(); }

rules::Verdict Classifier::Decide(const Record& record, const Result& result) const {
  return judge_->Decide({record.text, record.owner_name, result.probability, result.token_count,
                         model_info_.threshold});
}

bool Classifier::CountCall() {
  const base::MutexLock lock(calls_mu_);
  if (draining_) return false;
  ++calls_;
  return true;
}

void Classifier::UncountCall() {
  const base::MutexLock lock(calls_mu_);
  if (--calls_ == 0 && draining_) calls_ended_.NotifyAll();
}

void Classifier::Drain() {
  {
    const base::MutexLock lock(calls_mu_);
    draining_ = true;
    while (calls_ > 0) calls_ended_.Wait(calls_mu_);
  }
  if (batcher_ != nullptr) batcher_->Drain();
}

}  // namespace txtsentry::pipeline
