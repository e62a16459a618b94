// An explanation as a page.
#ifndef TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_HTML_H_
#define TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_HTML_H_

#include <string>

#include "client/explainer.h"

namespace txtsentry::client {

// One HTML document that needs nothing else: no script, no network (its own policy forbids both),
// light or dark as the reader has it. What comes from the record or from a server is printable
// ASCII with HTML's own characters escaped.
std::string ExplainAsHtml(const RecordExplanation& explanation);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_HTML_H_
