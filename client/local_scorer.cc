#include "client/local_scorer.h"

#include <utility>

#include "client/calls_under_way.h"
#include "core/base/clock.h"
#include "core/base/cpu_budget.h"
#include "core/base/status.h"
#include "core/model/model.h"
#include "core/pipeline/classifier.h"

namespace txtsentry::client {

ScoreResult ToScoreResult(const pipeline::Result& result) {
  ScoreResult out;
  out.status = result.status;
  out.probability = result.probability;
  out.suspicious = result.verdict.suspicious;
  out.category = std::string(rules::CategoryName(result.verdict.category));
  for (const rules::Reason reason : result.verdict.reasons) {
    out.reasons.emplace_back(rules::ReasonName(reason));
  }
  out.token_count = result.token_count;
  out.matcher = result.verdict.matcher;
  out.execution_rule = result.verdict.execution_rule;
  if (const auto& blob = result.verdict.encoded_blob) {
    out.encoded_blob = ScoredBlob{std::string(rules::EncodingName(blob->encoding)),
                                  static_cast<int64_t>(blob->offset),
                                  static_cast<int64_t>(blob->length), blob->entropy_bits};
  }
  return out;
}

namespace {

class LocalScorer final : public Scorer {
 public:
  absl::Status Load(const std::string& model_folder, const pipeline::ClassifierOptions& options) {
    TXTSENTRY_ASSIGN_OR_RETURN(model::Model model, model::LoadModel(model_folder));
    model_name_ = model::DisplayName(model.info);
    TXTSENTRY_ASSIGN_OR_RETURN(classifier_,
                               pipeline::Classifier::Create(std::move(model), clock_, options));
    return absl::OkStatus();
  }

  void Score(std::vector<ScoreRequest> records, Done done) override {
    std::vector<pipeline::Record> to_classify;
    to_classify.reserve(records.size());
    for (ScoreRequest& record : records) {
      to_classify.push_back({std::move(record.text), std::move(record.owner_name)});
    }
    calls_.Begin();
    const auto call =
        classifier_->Classify(std::move(to_classify), schedule::JobClass(),
                              [this, done](const std::vector<pipeline::Result>& results) {
                                std::vector<ScoreResult> scored;
                                scored.reserve(results.size());
                                for (const pipeline::Result& result : results)
                                  scored.push_back(ToScoreResult(result));
                                done(std::move(scored));
                                calls_.End();
                              });
    if (call.ok()) return;
    done(call.status());
    calls_.End();
  }

  std::string model_name() const override { return model_name_; }

  std::string policy() const override {
    return std::string(rules::PolicyName(classifier_->judge().policy()));
  }

 private:
  const base::SteadyClock clock_{};
  std::string model_name_;
  std::unique_ptr<pipeline::Classifier> classifier_;
  CallsUnderWay calls_;  // Last member: its destructor waits before the classifier is destroyed.
};

}  // namespace

absl::StatusOr<pipeline::ClassifierOptions> ToClassifierOptions(const LocalScorerOptions& options) {
  pipeline::ClassifierOptions classifier;
  classifier.engine.engine = options.engine;
  classifier.engine.device = options.device;
  classifier.engine.precision = options.precision;
  TXTSENTRY_ASSIGN_OR_RETURN(classifier.judge.policy, rules::ParsePolicy(options.policy));
  classifier.judge.owner_names_file = options.owner_names_file;
  return classifier;
}

absl::StatusOr<std::unique_ptr<Scorer>> MakeLocalScorer(const LocalScorerOptions& options) {
  TXTSENTRY_ASSIGN_OR_RETURN(pipeline::ClassifierOptions classifier, ToClassifierOptions(options));
  classifier.workers = base::ReadCpuBudget().Threads();
  auto scorer = std::make_unique<LocalScorer>();
  TXTSENTRY_RETURN_IF_ERROR(scorer->Load(options.model, classifier));
  return std::unique_ptr<Scorer>(std::move(scorer));
}

}  // namespace txtsentry::client
