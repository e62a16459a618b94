// String concatenation with a fixed order of evaluation.
#ifndef TXTSENTRY_TRAIN_CONCAT_H_
#define TXTSENTRY_TRAIN_CONCAT_H_

#include <initializer_list>
#include <string>

namespace txtsentry::train {

// Returns the concatenated parts. C++ does not specify the order in which a + b or f(a, b) evaluate
// their operands, and compilers differ; a braced list is evaluated from left to right. If more than
// one part draws random numbers, this gives the same result with every compiler.
inline std::string Concat(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_CONCAT_H_
