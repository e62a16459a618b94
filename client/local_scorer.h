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
  // As in core/rules: a policy name; a file of owner names, or empty for the built-in list.
  std::string policy = "notebook";
  std::string owner_names_file;
};

// Converts the options for a classifier with one worker. Returns InvalidArgument for an unknown
// policy.
absl::StatusOr<pipeline::ClassifierOptions> ToClassifierOptions(const LocalScorerOptions& options);

// Uses as many workers as this process has processors. Returns the errors of the loader, the engine
// and the judge.
absl::StatusOr<std::unique_ptr<Scorer>> MakeLocalScorer(const LocalScorerOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_LOCAL_SCORER_H_
