// A Scorer that asks a server.
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

// The name that scores carry: "txtsentry-default@1+0123456789ab".
std::string ModelNameOf(const v1::GetModelResponse& model);

// Asks the server for its model's name first: Unavailable or DeadlineExceeded when it cannot be
// reached.
absl::StatusOr<std::unique_ptr<Scorer>> MakeRemoteScorer(const ClientOptions& options);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_REMOTE_SCORER_H_
