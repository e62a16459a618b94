// An explanation as one JSON object on one line.
#ifndef TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_JSON_H_
#define TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_JSON_H_

#include <string>

#include "client/explainer.h"

namespace txtsentry::client {

// The line that `txtsentry score -f ndjson` writes for the record, with a member more:
// "explanation", of logit, baseline_logit, residual, nearest_kind and contributions, each of those
// with offset_bytes, length_bytes and logit. Numbers have 9 significant digits. Ends in a line
// feed.
std::string ExplainAsJson(const RecordExplanation& explanation, const std::string& owner_name);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_JSON_H_
