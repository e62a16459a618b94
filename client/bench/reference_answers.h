// Computes the expected answers in this process before the load starts.
#ifndef TXTSENTRY_CLIENT_BENCH_REFERENCE_ANSWERS_H_
#define TXTSENTRY_CLIENT_BENCH_REFERENCE_ANSWERS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/scorer.h"

namespace txtsentry::client {

struct ReferenceAnswers {
  std::string model_name;
  std::vector<ScoreResult> results;  // One per record, in order.
};

// Uses the model in `model_folder` and the named engine (engine/engine_factory.h). Errors as
// MakeLocalScorer.
absl::StatusOr<ReferenceAnswers> ScoreReference(const std::vector<ScoreRequest>& records,
                                                const std::string& model_folder,
                                                const std::string& engine);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_REFERENCE_ANSWERS_H_
