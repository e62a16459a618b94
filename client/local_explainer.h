// Explains a record in this process.
#ifndef TXTSENTRY_CLIENT_LOCAL_EXPLAINER_H_
#define TXTSENTRY_CLIENT_LOCAL_EXPLAINER_H_

#include "absl/status/statusor.h"
#include "client/explainer.h"
#include "client/local_scorer.h"

namespace txtsentry::client {

// Returns the errors of MakeLocalScorer and of Classifier::Explain.
absl::StatusOr<RecordExplanation> ExplainLocally(const LocalScorerOptions& options,
                                                 const ScoreRequest& record);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_LOCAL_EXPLAINER_H_
