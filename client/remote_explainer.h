// Has a server explain a record.
#ifndef TXTSENTRY_CLIENT_REMOTE_EXPLAINER_H_
#define TXTSENTRY_CLIENT_REMOTE_EXPLAINER_H_

#include "absl/status/statusor.h"
#include "client/client.h"
#include "client/explainer.h"

namespace txtsentry::client {

// The errors are the server's status; Unavailable or DeadlineExceeded when it cannot be reached;
// Internal when its answer points outside the text.
absl::StatusOr<RecordExplanation> ExplainRemotely(const ClientOptions& options,
                                                  const ScoreRequest& record);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_REMOTE_EXPLAINER_H_
