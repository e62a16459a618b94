#include "client/local_explainer.h"

#include <utility>

#include "core/base/clock.h"
#include "core/base/status.h"
#include "core/model/model.h"

namespace txtsentry::client {

absl::StatusOr<RecordExplanation> ExplainLocally(const LocalScorerOptions& options,
                                                 const ScoreRequest& record) {
  const base::SteadyClock clock;
  TXTSENTRY_ASSIGN_OR_RETURN(const pipeline::ClassifierOptions classifier_options,
                             ToClassifierOptions(options));
  TXTSENTRY_ASSIGN_OR_RETURN(model::Model loaded, model::LoadModel(options.model));
  RecordExplanation out;
  out.model = model::DisplayName(loaded.info);
  TXTSENTRY_ASSIGN_OR_RETURN(
      const auto classifier,
      pipeline::Classifier::Create(std::move(loaded), clock, classifier_options));
  TXTSENTRY_ASSIGN_OR_RETURN(const pipeline::Explanation explanation,
                             classifier->Explain({record.text, record.owner_name}, nullptr));
  out.text = record.text;
  out.result = ToScoreResult(explanation.result);
  for (const explain::CharacterShare& share : explanation.contributions) {
    out.parts.push_back({static_cast<size_t>(share.offset_bytes),
                         static_cast<size_t>(share.length_bytes), static_cast<float>(share.logit)});
  }
  out.logit = static_cast<float>(explanation.logit);
  out.baseline_logit = static_cast<float>(explanation.baseline_logit);
  out.residual = static_cast<float>(explanation.residual);
  out.nearest_kind = explanation.nearest_kind;
  return out;
}

}  // namespace txtsentry::client
