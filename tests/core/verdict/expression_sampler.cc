#include "tests/core/verdict/expression_sampler.h"

#include <cctype>
#include <stdexcept>

namespace txtsentry::verdict {
namespace {

constexpr size_t kNoLimit = static_cast<size_t>(-1);

std::string BytesWhere(bool (*holds)(int)) {
  std::string bytes;
  for (int byte = 1; byte < 127; ++byte) {
    if (holds(byte)) bytes += static_cast<char>(byte);
  }
  return bytes;
}

size_t Below(size_t count, std::mt19937& random) {
  return std::uniform_int_distribution<size_t>(0, count - 1)(random);
}

}  // namespace

// Either bytes to choose one of, or parts: all of them in a row, or one of them.
struct ExpressionSampler::Node {
  std::string bytes;
  std::vector<NodePtr> parts;
  bool one_of = false;
  size_t min = 1;
  size_t max = 1;
};

ExpressionSampler::ExpressionSampler(std::string_view expression) : rest_(expression) {
  root_ = Alternatives();
  if (!rest_.empty()) throw std::invalid_argument("not read: " + std::string(rest_));
}

ExpressionSampler::ExpressionSampler(ExpressionSampler&& other) noexcept = default;
ExpressionSampler::~ExpressionSampler() = default;

char ExpressionSampler::Take() {
  if (rest_.empty()) throw std::invalid_argument("ends too soon");
  const char c = rest_.front();
  rest_.remove_prefix(1);
  return c;
}

ExpressionSampler::NodePtr ExpressionSampler::Alternatives() {
  auto node = std::make_unique<Node>();
  node->one_of = true;
  node->parts.push_back(Sequence());
  while (At("|")) {
    Take();
    node->parts.push_back(Sequence());
  }
  return node;
}

ExpressionSampler::NodePtr ExpressionSampler::Sequence() {
  auto node = std::make_unique<Node>();
  while (!rest_.empty() && !At("|") && !At(")")) {
    NodePtr item = Item();
    Repetition(*item);
    node->parts.push_back(std::move(item));
  }
  return node;
}

ExpressionSampler::NodePtr ExpressionSampler::Item() {
  if (At("(?:")) {
    rest_.remove_prefix(3);
    NodePtr group = Alternatives();
    if (Take() != ')') throw std::invalid_argument("a group is not closed");
    return group;
  }
  auto node = std::make_unique<Node>();
  const char c = Take();
  if (c == '(') throw std::invalid_argument("a group of another kind: " + std::string(rest_));
  if (c == '^' || c == '$') return node;
  if (c == '.') {
    node->bytes = BytesWhere([](int) { return true; });
  } else if (c == '[') {
    node->bytes = Class();
  } else if (c == '\\') {
    if (At("b")) {
      Take();
    } else {
      node->bytes = Escape();
    }
  } else {
    node->bytes = std::string(1, c);
  }
  return node;
}

std::string ExpressionSampler::Escape() {
  const char c = Take();
  switch (c) {
    case 's':
      return " \t\n\f\r";
    case 'd':
      return "0123456789";
    case 'S':
      return BytesWhere([](int byte) { return std::isspace(byte) == 0; });
    case 'w':
      return BytesWhere([](int byte) { return std::isalnum(byte) != 0 || byte == '_'; });
    case 'n':
      return "\n";
    default:
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
        throw std::invalid_argument(std::string("escape \\") + c);
      }
      return std::string(1, c);
  }
}

std::string ExpressionSampler::Class() {
  const bool negated = At("^");
  if (negated) Take();
  std::string bytes;
  while (!At("]")) {
    const char first = Take();
    if (first == '\\') {
      bytes += Escape();
    } else if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
      Take();
      for (int byte = first, last = Take(); byte <= last; ++byte) bytes += static_cast<char>(byte);
    } else {
      bytes += first;
    }
  }
  Take();
  if (!negated) return bytes;
  std::string others;
  for (const char byte : BytesWhere([](int) { return true; })) {
    if (bytes.find(byte) == bytes.npos) others += byte;
  }
  return others;
}

size_t ExpressionSampler::Number() {
  size_t number = 0;
  while (!rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front())) != 0) {
    number = 10 * number + static_cast<size_t>(Take() - '0');
  }
  return number;
}

void ExpressionSampler::Repetition(Node& node) {
  if (At("*")) {
    node.min = 0;
    node.max = kNoLimit;
  } else if (At("+")) {
    node.max = kNoLimit;
  } else if (At("?")) {
    node.min = 0;
  } else if (rest_.size() > 1 && At("{") && std::isdigit(static_cast<unsigned char>(rest_[1]))) {
    Take();
    node.min = node.max = Number();
    if (At(",")) {
      Take();
      node.max = At("}") ? kNoLimit : Number();
    }
  } else {
    return;
  }
  Take();
}

void ExpressionSampler::Append(const Node& node, std::mt19937& random, std::string& text) {
  size_t times = node.min;
  while (times < node.max && Below(2, random) == 0) ++times;
  for (size_t i = 0; i < times; ++i) {
    if (!node.bytes.empty()) {
      text += node.bytes[Below(node.bytes.size(), random)];
    } else if (node.one_of) {
      Append(*node.parts[Below(node.parts.size(), random)], random, text);
    } else {
      for (const NodePtr& part : node.parts) Append(*part, random, text);
    }
  }
}

std::string ExpressionSampler::Sample(std::mt19937& random) const {
  std::string text;
  Append(*root_, random, text);
  return text;
}

}  // namespace txtsentry::verdict
