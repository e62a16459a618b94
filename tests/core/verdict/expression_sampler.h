// Makes up texts that an expression may match, to hold what is claimed of all of them against.
#ifndef TXTSENTRY_TESTS_CORE_VERDICT_EXPRESSION_SAMPLER_H_
#define TXTSENTRY_TESTS_CORE_VERDICT_EXPRESSION_SAMPLER_H_

#include <random>
#include <string>
#include <string_view>

#include "core/verdict/expression_tree.h"

namespace txtsentry::verdict {

class ExpressionSampler {
 public:
  // Throws std::invalid_argument for syntax that ReadExpression does not read.
  explicit ExpressionSampler(std::string_view expression);

  // One text. Choices are even among alternatives, repetitions mostly few, bytes of ASCII where a
  // class has some. What looks at a place (^, $, \b) adds nothing, so that not every text is
  // matched where it stands alone.
  std::string Sample(std::mt19937& random) const;

 private:
  static void Append(const ExpressionNode& node, std::mt19937& random, std::string& text);

  ExpressionNode root_;
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_TESTS_CORE_VERDICT_EXPRESSION_SAMPLER_H_
