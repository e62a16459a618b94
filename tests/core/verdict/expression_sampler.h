// Makes up texts that an expression may match, to hold what is claimed of all of them against.
// Reads the part of RE2's syntax that the tables of core/verdict/ use.
#ifndef TXTSENTRY_TESTS_CORE_VERDICT_EXPRESSION_SAMPLER_H_
#define TXTSENTRY_TESTS_CORE_VERDICT_EXPRESSION_SAMPLER_H_

#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace txtsentry::verdict {

class ExpressionSampler {
 public:
  // Throws std::invalid_argument, naming the place, for syntax that it does not read.
  explicit ExpressionSampler(std::string_view expression);
  ExpressionSampler(ExpressionSampler&& other) noexcept;
  ~ExpressionSampler();

  // One text. Choices are even among alternatives, repetitions mostly few. What looks at a place
  // (^, $, \b) adds nothing, so that not every text is matched where it stands alone.
  std::string Sample(std::mt19937& random) const;

 private:
  struct Node;
  using NodePtr = std::unique_ptr<Node>;

  NodePtr Alternatives();
  NodePtr Sequence();
  NodePtr Item();
  void Repetition(Node& node);
  std::string Class();
  std::string Escape();
  size_t Number();
  char Take();
  bool At(std::string_view what) const { return rest_.substr(0, what.size()) == what; }

  static void Append(const Node& node, std::mt19937& random, std::string& text);

  std::string_view rest_;
  NodePtr root_;
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_TESTS_CORE_VERDICT_EXPRESSION_SAMPLER_H_
