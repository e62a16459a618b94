#include "tests/support/escaped_lines.h"

#include <zlib.h>

#include <array>

namespace txtsentry::test {

std::vector<std::string> ReadGzipLines(const std::string& path) {
  std::vector<std::string> lines;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return lines;
  std::string bytes;
  std::array<char, 1 << 16> buffer;
  int n = 0;
  while ((n = gzread(file, buffer.data(), buffer.size())) > 0) bytes.append(buffer.data(), n);
  gzclose(file);
  for (size_t begin = 0; begin < bytes.size();) {
    const size_t end = bytes.find('\n', begin);
    lines.push_back(bytes.substr(begin, end - begin));
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  return lines;
}

std::string Unescape(std::string_view escaped) {
  std::string bytes;
  for (size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] == '\\' && i + 3 < escaped.size() && escaped[i + 1] == 'x') {
      bytes.push_back(
          static_cast<char>(std::stoi(std::string(escaped.substr(i + 2, 2)), nullptr, 16)));
      i += 3;
    } else {
      bytes.push_back(escaped[i]);
    }
  }
  return bytes;
}

}  // namespace txtsentry::test
