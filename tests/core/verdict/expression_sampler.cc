#include "tests/core/verdict/expression_sampler.h"

#include <stdexcept>

namespace txtsentry::verdict {
namespace {

using Type = ExpressionNode::Type;

size_t Below(size_t count, std::mt19937& random) {
  return std::uniform_int_distribution<size_t>(0, count - 1)(random);
}

char ByteOf(const std::bitset<256>& bytes, std::mt19937& random) {
  constexpr size_t kAsciiEnd = 127;
  std::string ascii;
  std::string others;
  for (size_t byte = 0; byte < bytes.size(); ++byte) {
    if (bytes.test(byte))
      (byte > 0 && byte < kAsciiEnd ? ascii : others) += static_cast<char>(byte);
  }
  const std::string& among = ascii.empty() ? others : ascii;
  return among[Below(among.size(), random)];
}

}  // namespace

ExpressionSampler::ExpressionSampler(std::string_view expression) {
  auto root = ReadExpression(expression);
  if (!root.ok()) throw std::invalid_argument(std::string(root.status().message()));
  root_ = *std::move(root);
}

void ExpressionSampler::Append(const ExpressionNode& node, std::mt19937& random,
                               std::string& text) {
  size_t times = node.min;
  while (times < node.max && Below(2, random) == 0) ++times;
  for (size_t i = 0; i < times; ++i) {
    if (node.type == Type::kByte) {
      text += ByteOf(node.bytes, random);
    } else if (node.type == Type::kOneOf) {
      Append(node.parts[Below(node.parts.size(), random)], random, text);
    } else {
      for (const ExpressionNode& part : node.parts) Append(part, random, text);
    }
  }
}

std::string ExpressionSampler::Sample(std::mt19937& random) const {
  std::string text;
  Append(root_, random, text);
  return text;
}

}  // namespace txtsentry::verdict
