// Helpers for HTML pages.
#ifndef TXTSENTRY_CLIENT_COMMANDS_HTML_TEXT_H_
#define TXTSENTRY_CLIENT_COMMANDS_HTML_TEXT_H_

#include <string>
#include <string_view>

namespace txtsentry::client {

// Escapes the five special characters of HTML and SVG in `text`, for elements and quoted
// attributes.
std::string EscapeHtml(std::string_view text);

// Returns a page up to and including <body>: self-contained, light or dark by the reader's
// preference. `title` and `style`, the page's own rules after the common ones, are inserted
// unescaped.
std::string PageHead(std::string_view title, std::string_view style);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_HTML_TEXT_H_
