// Helpers for HTML pages.
#ifndef TXTSENTRY_CLIENT_COMMANDS_HTML_TEXT_H_
#define TXTSENTRY_CLIENT_COMMANDS_HTML_TEXT_H_

#include <string>
#include <string_view>

namespace txtsentry::client {

// Escapes the five special characters of HTML and SVG in `text`, for elements and quoted
// attributes.
std::string EscapeHtml(std::string_view text);

// A page to its <body>: self-contained, light or dark as the reader has it. `title` and `style`,
// the page's own rules behind the common ones, go in as they are. The page may run no script but an
// inline one with the text `script`.
std::string PageHead(std::string_view title, std::string_view style, std::string_view script = "");

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_HTML_TEXT_H_
