// Formats an explanation as one JSON object on one line.
#ifndef TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_JSON_H_
#define TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_JSON_H_

#include <string>

#include "client/explainer.h"

namespace txtsentry::client {

// Returns the line that `txtsentry score -f ndjson` writes for the record, with an additional
// member "explanation". It has the members logit, baseline_logit, residual, nearest_kind and
// contributions, and each contribution has offset_bytes, length_bytes and logit. Numbers have 9
// significant digits. Ends with a newline.
std::string ExplainAsJson(const RecordExplanation& explanation, const std::string& owner_name);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_JSON_H_
