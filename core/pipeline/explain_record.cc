#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/explain/integrated_gradients.h"
#include "core/pipeline/classifier.h"
#include "core/text/token_spans.h"

namespace txtsentry::pipeline {
absl::StatusOr<Explanation> Classifier::Explain(const Record& record,
                                                const std::function<bool()>& stop) const {
  const auto bytes = static_cast<int64_t>(record.text.size());
  if (bytes > explain_bytes_max_) {
    return absl::InvalidArgumentError(
        absl::StrFormat("record bytes=%d exceed explain_bytes_max=%d", bytes, explain_bytes_max_));
  }
  std::vector<int32_t> ids;
  tokenizer_->AppendIds(record.text, ids);
  if (ids.empty()) {
    return absl::InvalidArgumentError(
        "the record has tokens=0: it is EMPTY, without a score to explain");
  }
  Explanation explanation;
  Result& result = explanation.result;
  result.token_count = static_cast<int64_t>(ids.size());
  const int64_t offsets[] = {0, result.token_count};
  float logit = 0;
  TXTSENTRY_RETURN_IF_ERROR(engine_.engine->Score({ids, offsets}, absl::MakeSpan(&logit, 1)));
  result.probability = engine::Probability(logit);
  result.verdict = Decide(record, result);
  explanation.nearest_kind = std::string(judge_->NearestKind(record.text, record.owner_name));

  explain::GradientOptions options;
  options.stop = stop;
  TXTSENTRY_ASSIGN_OR_RETURN(const explain::Attributions attributions,
                             explain::IntegrateGradients(lstm_, ids, options));
  explanation.contributions =
      explain::ShareOverCharacters(text::SpanTokens(record.text), attributions.tokens);
  explanation.logit = attributions.logit;
  explanation.baseline_logit = attributions.baseline_logit;
  explanation.residual = attributions.residual;
  explanation.converged = attributions.converged;
  explanation.scales = attributions.scales;
  return explanation;
}

}  // namespace txtsentry::pipeline
