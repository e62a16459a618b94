// Golden files: lines of text, gzipped, in which a byte outside printable ASCII is written \xHH.
#ifndef TXTSENTRY_TESTS_SUPPORT_ESCAPED_LINES_H_
#define TXTSENTRY_TESTS_SUPPORT_ESCAPED_LINES_H_

#include <string>
#include <string_view>
#include <vector>

namespace txtsentry::test {

// The lines of a gzipped file; empty when it cannot be read.
std::vector<std::string> ReadGzipLines(const std::string& path);

// Undoes \xHH.
std::string Unescape(std::string_view escaped);

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_SUPPORT_ESCAPED_LINES_H_
