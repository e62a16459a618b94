// A Scorer that loads a model into this process.
#ifndef TXTSENTRY_CLIENT_LOCAL_SCORER_H_
#define TXTSENTRY_CLIENT_LOCAL_SCORER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/scorer.h"
#include "core/pipeline/classifier.h"

namespace txtsentry::client {

ScoreResult ToScoreResult(const pipeline::Result& result);

struct LocalScorerOptions {
  std::string model;  // A folder for model::LoadModel.
  // As in engine/engine_factory.h.
  std::string engine = "auto";
  std::string device = "auto";
  std::string precision = "fp32";
  // As in core/rules: a policy's name, and a list of owner names or the built-in one.
  std::string policy = "notebook";
  std::string owner_names_file;
};

// What the classifier takes of them; one worker. InvalidArgument for a policy that there is not.
absl::StatusOr<pipeline::ClassifierOptions> ToClassifierOptions(const LocalScorerOptions& options);

// As many workers as the machine gives this process. The errors are the loader's, the engine's and
// the judge's.
absl::StatusOr<std::unique_ptr<Scorer>> MakeLocalScorer(const LocalScorerOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_LOCAL_SCORER_H_
