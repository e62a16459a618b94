// Concatenation with a fixed order of evaluation.
#ifndef TXTSENTRY_TRAIN_CONCAT_H_
#define TXTSENTRY_TRAIN_CONCAT_H_

#include <initializer_list>
#include <string>

namespace txtsentry::train {

// The parts end to end. C++ leaves open in which order a + b or f(a, b) evaluate their operands,
// and compilers differ; the entries of a braced list are evaluated from left to right. Wherever
// more than one part draws random numbers, this keeps the result the same with every compiler.
inline std::string Concat(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_CONCAT_H_
