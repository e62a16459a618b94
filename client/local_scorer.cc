#include "client/local_scorer.h"

#include <utility>

#include "client/calls_under_way.h"
#include "core/base/clock.h"
#include "core/base/cpu_budget.h"
#include "core/base/status.h"
#include "core/classify/classifier.h"
#include "core/model/model.h"

namespace txtsentry::client {

ScoreResult ToScoreResult(const classify::Result& result) {
  ScoreResult out;
  out.status = result.status;
  out.probability = result.probability;
  out.suspicious = result.verdict.suspicious;
  out.category = std::string(verdict::CategoryName(result.verdict.category));
  for (const verdict::Reason reason : result.verdict.reasons) {
    out.reasons.emplace_back(verdict::ReasonName(reason));
  }
  out.token_count = result.token_count;
  out.matcher = result.verdict.matcher;
  out.execution_rule = result.verdict.execution_rule;
  if (const auto& blob = result.verdict.encoded_blob) {
    out.encoded_blob = ScoredBlob{std::string(verdict::EncodingName(blob->encoding)),
                                  static_cast<int64_t>(blob->offset),
                                  static_cast<int64_t>(blob->length), blob->entropy_bits};
  }
  return out;
}

namespace {

class LocalScorer final : public Scorer {
 public:
  absl::Status Load(const std::string& model_folder, const classify::ClassifierOptions& options) {
    TXTSENTRY_ASSIGN_OR_RETURN(model::Model model, model::LoadModel(model_folder));
    model_name_ = model::DisplayName(model.info);
    TXTSENTRY_ASSIGN_OR_RETURN(classifier_,
                               classify::Classifier::Create(std::move(model), clock_, options));
    return absl::OkStatus();
  }

  void Score(std::vector<ScoreRequest> records, Done done) override {
    std::vector<classify::Record> to_classify;
    to_classify.reserve(records.size());
    for (ScoreRequest& record : records) {
      to_classify.push_back({std::move(record.text), std::move(record.owner_name)});
    }
    calls_.Begin();
    const auto call =
        classifier_->Classify(std::move(to_classify), batch::JobClass(),
                              [this, done](const std::vector<classify::Result>& results) {
                                std::vector<ScoreResult> scored;
                                scored.reserve(results.size());
                                for (const classify::Result& result : results)
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
    return std::string(verdict::PolicyName(classifier_->judge().policy()));
  }

 private:
  const base::SteadyClock clock_{};
  std::string model_name_;
  std::unique_ptr<classify::Classifier> classifier_;
  CallsUnderWay calls_;  // Last: its destructor waits before the classifier goes.
};

}  // namespace

absl::StatusOr<classify::ClassifierOptions> ToClassifierOptions(const LocalScorerOptions& options) {
  classify::ClassifierOptions classifier;
  classifier.engine.engine = options.engine;
  classifier.engine.device = options.device;
  classifier.engine.precision = options.precision;
  TXTSENTRY_ASSIGN_OR_RETURN(classifier.judge.policy, verdict::ParsePolicy(options.policy));
  classifier.judge.owner_names_file = options.owner_names_file;
  return classifier;
}

absl::StatusOr<std::unique_ptr<Scorer>> MakeLocalScorer(const LocalScorerOptions& options) {
  TXTSENTRY_ASSIGN_OR_RETURN(classify::ClassifierOptions classifier, ToClassifierOptions(options));
  classifier.workers = base::ReadCpuBudget().Threads();
  auto scorer = std::make_unique<LocalScorer>();
  TXTSENTRY_RETURN_IF_ERROR(scorer->Load(options.model, classifier));
  return std::unique_ptr<Scorer>(std::move(scorer));
}

}  // namespace txtsentry::client
