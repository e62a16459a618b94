// Formats an explanation as an HTML page.
#ifndef TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_HTML_H_
#define TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_HTML_H_

#include <string>

#include "client/explainer.h"

namespace txtsentry::client {

// Returns a self-contained HTML document: no script, no network (its content policy forbids both),
// light or dark by the reader's preference. Text from the record or from a server is printable
// ASCII with HTML's special characters escaped.
std::string ExplainAsHtml(const RecordExplanation& explanation);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_HTML_H_
