#include "core/classify/classifier.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/classify/precision_sample.h"

namespace txtsentry::classify {

struct Classifier::Call {
  std::vector<Record> records;
  std::vector<Result> results;
  std::vector<size_t> record_of;  // [rows]: the record behind each row given to the batcher
  Done done;
};

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
  TXTSENTRY_ASSIGN_OR_RETURN(auto judge, verdict::Judge::Create(options.judge));
  engine::EngineOptions engine_options = options.engine;
  if (engine_options.precision != "fp32") engine_options.sample = PrecisionSample(*tokenizer);
  TXTSENTRY_ASSIGN_OR_RETURN(auto engine, engine::MakeEngine(model.weights, engine_options));

  batch::BatcherOptions batcher_options;
  batcher_options.workers = options.workers;
  batcher_options.pin_workers = options.pin_workers;
  batcher_options.niceness = options.niceness;
  batcher_options.rows_max = options.rows_max;
  batcher_options.tokens_max = options.tokens_max;
  batcher_options.bytes_max = options.bytes_max;
  const engine::BatchShape shape = engine.engine->batch_shape();
  batch::BatchFormerOptions& former = batcher_options.former;
  former.rows_max = options.batch_rows_max > 0 ? options.batch_rows_max : shape.rows;
  former.padded_tokens_max = options.batch_tokens_max > 0 ? options.batch_tokens_max : shape.tokens;
  former.window_rows = 16 * former.rows_max;

  auto classifier = std::unique_ptr<Classifier>(
      new Classifier(std::move(model), std::move(tokenizer), std::move(engine), std::move(judge),
                     options.explain_bytes_max));
  TXTSENTRY_ASSIGN_OR_RETURN(
      classifier->batcher_,
      batch::Batcher::Create(*classifier->engine_.engine, clock, batcher_options));
  return classifier;
}

Classifier::Classifier(model::Model model, std::unique_ptr<text::Tokenizer> tokenizer,
                       engine::ChosenEngine engine, std::unique_ptr<verdict::Judge> judge,
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

Classifier::~Classifier() = default;

absl::StatusOr<int64_t> Classifier::Classify(std::vector<Record> records,
                                             const batch::JobClass& job_class, Done done) {
  auto call = std::make_shared<Call>();
  call->records = std::move(records);
  call->results.resize(call->records.size());
  call->done = std::move(done);

  batch::Job job;
  job.job_class = job_class;
  job.offsets.push_back(0);
  for (size_t i = 0; i < call->records.size(); ++i) {
    const std::string& text = call->records[i].text;
    const auto bytes = static_cast<int64_t>(text.size());
    if (bytes > kRecordBytesMax) {
      call->results[i].status = absl::InvalidArgumentError(
          absl::StrFormat("record bytes=%d exceed record_bytes_max=%d", bytes, kRecordBytesMax));
      call->results[i].verdict = verdict::TooLongVerdict();
      continue;
    }
    tokenizer_->AppendIds(text, job.ids);
    call->results[i].token_count = job.tokens() - job.offsets.back();
    if (call->results[i].token_count == 0) continue;
    job.bytes += bytes;
    job.offsets.push_back(job.tokens());
    call->record_of.push_back(i);
  }
  return batcher_->Submit(std::move(job),
                          [this, call](const batch::JobResult& logits) { Finish(*call, logits); });
}

verdict::Verdict Classifier::Decide(const Record& record, const Result& result) const {
  return judge_->Decide({record.text, record.owner_name, result.probability, result.token_count,
                         model_info_.threshold});
}

void Classifier::Finish(Call& call, const batch::JobResult& logits) const {
  for (size_t row = 0; row < logits.size(); ++row) {
    Result& result = call.results[call.record_of[row]];
    if (logits[row].ok()) {
      result.probability = engine::Probability(*logits[row]);
    } else {
      result.status = logits[row].status();
    }
  }
  for (size_t i = 0; i < call.results.size(); ++i) {
    Result& result = call.results[i];
    if (!result.status.ok()) continue;
    result.verdict = Decide(call.records[i], result);
  }
  call.done(std::move(call.results));
}

void Classifier::Cancel(int64_t call) { batcher_->Cancel(call); }

void Classifier::Drain() { batcher_->Drain(); }

}  // namespace txtsentry::classify
