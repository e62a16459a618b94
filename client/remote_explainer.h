// Explains a record by calling a server.
#ifndef TXTSENTRY_CLIENT_REMOTE_EXPLAINER_H_
#define TXTSENTRY_CLIENT_REMOTE_EXPLAINER_H_

#include "absl/status/statusor.h"
#include "client/client.h"
#include "client/explainer.h"

namespace txtsentry::client {

// Returns the server's status; Unavailable or DeadlineExceeded if it cannot be reached; Internal if
// its answer refers to positions outside the text.
absl::StatusOr<RecordExplanation> ExplainRemotely(const ClientOptions& options,
                                                  const ScoreRequest& record);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_REMOTE_EXPLAINER_H_
