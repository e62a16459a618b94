#include "train/mistakes.h"

#include <cstddef>

#include "train/concat.h"

namespace txtsentry::train {
namespace {

void Replace(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::string WithMistake(std::string text, Rng& rng) {
  switch (rng.Below(9)) {
    case 0:
      return Concat({"\xe2\x80\x9c", text, "\xe2\x80\x9d"});
    case 1:
      return Concat({"\\\"", text, "\\\""});
    case 2:
      Replace(text, ";", "\\;");
      return text;
    case 3:
      return text + rng.Pick({"\\", ".", ";", " ;", ",", " \\"});
    case 4:
      Replace(text, "; ", rng.Chance(50) ? " " : ";; ");
      return text;
    case 5:
      return Concat(
          {rng.Pick({"TXT ", "IN TXT ", "@ TXT ", "TXT: ", "@ IN TXT ", "txt=", "\t"}), text});
    case 6:
      Replace(text, "=", " = ");
      return text;
    default: {
      // Where a string ended or a line was wrapped, or a typing error.
      if (text.size() < 16) return text;
      const auto low = static_cast<int>(text.size() / 4);
      text.insert(static_cast<size_t>(rng.Range(low, 3 * low)), " ");
      return text;
    }
  }
}

}  // namespace txtsentry::train
