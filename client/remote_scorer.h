// A Scorer that calls a server.
#ifndef TXTSENTRY_CLIENT_REMOTE_SCORER_H_
#define TXTSENTRY_CLIENT_REMOTE_SCORER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/client.h"
#include "client/scorer.h"

namespace txtsentry::client {

ScoreResult ToScoreResult(const v1::Result& result);
v1::Record ToWireRecord(ScoreRequest record);

// Returns the model name in scores: "txtsentry-default@1+0123456789ab".
std::string ModelNameOf(const v1::GetModelResponse& model);

// First requests the server's model name; returns Unavailable or DeadlineExceeded if the server
// cannot be reached.
absl::StatusOr<std::unique_ptr<Scorer>> MakeRemoteScorer(const ClientOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_REMOTE_SCORER_H_
