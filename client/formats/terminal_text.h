// Escapes text so that it cannot control a terminal.
#ifndef TXTSENTRY_CLIENT_FORMATS_TERMINAL_TEXT_H_
#define TXTSENTRY_CLIENT_FORMATS_TERMINAL_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace txtsentry::client {

// Returns `bytes` as printable ASCII of at most `columns_max` columns: other bytes are written
// \xHH, and backslashes are doubled. Longer text is truncated between escapes and ends in "...".
// Non-ASCII letters are also escaped, because their width on the screen is unknown, and some of
// them reorder or hide text.
std::string TerminalText(std::string_view bytes, size_t columns_max);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_TERMINAL_TEXT_H_
