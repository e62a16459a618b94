// Text that a terminal shows and does not obey.
#ifndef TXTSENTRY_CLIENT_FORMATS_TERMINAL_TEXT_H_
#define TXTSENTRY_CLIENT_FORMATS_TERMINAL_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace txtsentry::client {

// `bytes` as printable ASCII of at most `columns_max` columns: every other byte as \xHH, a
// backslash doubled. What does not fit is cut between escapes and ends in "...". Non-ASCII letters
// are escaped too: their width on the screen is not ours to know, and some of them reorder or hide
// text.
std::string TerminalText(std::string_view bytes, size_t columns_max);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_TERMINAL_TEXT_H_
