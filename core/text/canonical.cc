#include "core/text/canonical.h"

namespace txtsentry::text {

std::string JoinCharacterStrings(absl::Span<const std::string> strings) {
  std::string text;
  size_t bytes = 0;
  for (const std::string& s : strings) bytes += s.size() + 1;
  text.reserve(bytes);
  for (size_t i = 0; i < strings.size(); ++i) {
    if (i > 0) text.push_back(' ');
    text.append(strings[i]);
  }
  return text;
}

}  // namespace txtsentry::text
