// Explains a record in this process.
#ifndef TXTSENTRY_CLIENT_LOCAL_EXPLAINER_H_
#define TXTSENTRY_CLIENT_LOCAL_EXPLAINER_H_

#include <string>

#include "absl/status/statusor.h"
#include "client/explainer.h"
#include "core/classify/classifier.h"

namespace txtsentry::client {

// `model`: a folder for model::LoadModel. The errors are the loader's, the engine's and
// Classifier::Explain's.
absl::StatusOr<RecordExplanation> ExplainLocally(const std::string& model,
                                                 const classify::ClassifierOptions& options,
                                                 const ScoreRequest& record);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_LOCAL_EXPLAINER_H_
