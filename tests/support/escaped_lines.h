// Reads golden files: gzipped lines of text in which bytes outside printable ASCII are written
// \xHH.
#ifndef TXTSENTRY_TESTS_SUPPORT_ESCAPED_LINES_H_
#define TXTSENTRY_TESTS_SUPPORT_ESCAPED_LINES_H_

#include <string>
#include <string_view>
#include <vector>

namespace txtsentry::test {

// Returns the lines of a gzipped file; empty if it cannot be read.
std::vector<std::string> ReadGzipLines(const std::string& path);

// Decodes \xHH escapes.
std::string Unescape(std::string_view escaped);

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_SUPPORT_ESCAPED_LINES_H_
