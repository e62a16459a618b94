// A Scorer that loads a model into this process.
#ifndef TXTSENTRY_CLIENT_LOCAL_SCORER_H_
#define TXTSENTRY_CLIENT_LOCAL_SCORER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/scorer.h"
#include "core/classify/classifier.h"

namespace txtsentry::client {

ScoreResult ToScoreResult(const classify::Result& result);

// `model`: a folder for model::LoadModel. `engine`, `device` and `precision` as in
// engine/engine_factory.h. As many workers as the machine gives this process. The errors are the
// loader's and the engine's.
absl::StatusOr<std::unique_ptr<Scorer>> MakeLocalScorer(const std::string& model,
                                                        const std::string& engine,
                                                        const std::string& device,
                                                        const std::string& precision = "fp32");

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_LOCAL_SCORER_H_
