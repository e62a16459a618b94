// Text inside pages.
#ifndef TXTSENTRY_CLIENT_COMMANDS_HTML_TEXT_H_
#define TXTSENTRY_CLIENT_COMMANDS_HTML_TEXT_H_

#include <string>
#include <string_view>

namespace txtsentry::client {

// `text` with the five characters escaped that mean something in HTML and SVG, for elements and
// quoted attributes.
std::string EscapeHtml(std::string_view text);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_HTML_TEXT_H_
