#include "core/verdict/expression_tree.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/status.h"
#include "core/verdict/ascii.h"

namespace txtsentry::verdict {
namespace {

using Type = ExpressionNode::Type;

// Deeper ones could exhaust the stack; the tables' have five.
constexpr int kDepthMax = 50;

class Reader {
 public:
  Reader(std::string_view expression, const RE2::Options& options)
      : expression_(expression), options_(options) {}

  absl::StatusOr<ExpressionNode> Read() {
    TXTSENTRY_ASSIGN_OR_RETURN(ExpressionNode root, Alternatives(/*any_case=*/true, 0));
    if (at_ < expression_.size()) return NotRead("a ) without its (");
    return root;
  }

 private:
  absl::Status NotRead(const std::string& what) const {
    return absl::InvalidArgumentError(absl::StrCat("byte ", at_, " of an expression: ", what));
  }
  bool At(std::string_view what) const { return expression_.substr(at_, what.size()) == what; }
  bool Take(std::string_view what) {
    if (!At(what)) return false;
    at_ += what.size();
    return true;
  }

  absl::StatusOr<ExpressionNode> Alternatives(bool any_case, int depth) {
    if (depth > kDepthMax) return NotRead(absl::StrCat("more than ", kDepthMax, " groups deep"));
    ExpressionNode node;
    node.type = Type::kOneOf;
    do {
      TXTSENTRY_ASSIGN_OR_RETURN(ExpressionNode sequence, Sequence(any_case, depth));
      node.parts.push_back(std::move(sequence));
    } while (Take("|"));
    return node;
  }

  absl::StatusOr<ExpressionNode> Sequence(bool any_case, int depth) {
    ExpressionNode node;
    while (at_ < expression_.size() && !At("|") && !At(")")) {
      TXTSENTRY_ASSIGN_OR_RETURN(ExpressionNode item, Item(any_case, depth));
      TXTSENTRY_RETURN_IF_ERROR(Repetition(item));
      node.parts.push_back(std::move(item));
    }
    return node;
  }

  absl::StatusOr<ExpressionNode> Item(bool any_case, int depth) {
    if (At("(")) {
      const bool exact_case = Take("(?-i:");
      if (!exact_case && !Take("(?:")) return NotRead("a group of another kind than (?: and (?-i:");
      auto group = Alternatives(any_case && !exact_case, depth + 1);
      if (group.ok() && !Take(")")) return NotRead("a group without its )");
      return group;
    }
    ExpressionNode node;
    node.type = Type::kPlace;
    if (Take("^")) return node;
    node.place = ExpressionNode::Place::kEnd;
    if (Take("$")) return node;
    node.place = ExpressionNode::Place::kWordBoundary;
    if (Take("\\b")) return node;
    node.type = Type::kByte;
    if (At("\\0")) return NotRead("an octal number");
    const size_t end = EndOfByte();
    const auto bytes = BytesOf(expression_.substr(at_, end - at_), any_case);
    if (!bytes) return NotRead("no byte, and no class of bytes");
    node.bytes = *bytes;
    at_ = end;
    return node;
  }

  // Of the class, escape or plain byte that begins here.
  size_t EndOfByte() const {
    constexpr size_t kHexEscapeBytes = 4;  // \x21
    if (At("\\x")) return std::min(at_ + kHexEscapeBytes, expression_.size());
    if (At("\\")) return std::min(at_ + 2, expression_.size());
    if (!At("[")) return at_ + 1;
    size_t end = at_ + (At("[^") ? 2 : 1);
    while (end < expression_.size() && expression_[end] != ']') {
      if (expression_.substr(end, 2) == "[:") {
        end = std::min(expression_.find(":]", end), expression_.size() - 2) + 1;
      }
      end += expression_[end] == '\\' ? 2 : 1;
    }
    return std::min(end + 1, expression_.size());
  }

  // None when `text` is not what stands for one byte.
  std::optional<std::bitset<256>> BytesOf(std::string_view text, bool any_case) {
    const auto [place, is_new] = known_.try_emplace({std::string(text), any_case});
    std::bitset<256>& bytes = place->second;
    if (is_new && text.size() == 1 && IsAlnum(text[0])) {
      // By far the most, and not worth an expression of their own.
      for (size_t byte = 0; byte < bytes.size(); ++byte) {
        const char c = static_cast<char>(byte);
        bytes[byte] = c == text[0] || (any_case && ToLower(c) == ToLower(text[0]));
      }
    } else if (is_new) {
      RE2::Options options = options_;
      options.set_case_sensitive(!any_case);
      const RE2 expression(re2::StringPiece(text.data(), text.size()), options);
      for (size_t byte = 0; expression.ok() && byte < bytes.size(); ++byte) {
        const char c = static_cast<char>(byte);
        bytes[byte] = IsWhole(expression, std::string_view(&c, 1));
      }
    }
    return bytes.any() ? std::optional<std::bitset<256>>(bytes) : std::nullopt;
  }

  std::optional<size_t> Number() {
    const size_t begin = at_;
    size_t number = 0;
    for (; at_ < expression_.size() && IsDigit(expression_[at_]); ++at_) {
      number = 10 * number + static_cast<size_t>(expression_[at_] - '0');
    }
    return at_ > begin ? std::optional<size_t>(number) : std::nullopt;
  }

  absl::Status Repetition(ExpressionNode& node) {
    if (Take("*")) {
      node.min = 0;
      node.max = ExpressionNode::kNoLimit;
    } else if (Take("+")) {
      node.max = ExpressionNode::kNoLimit;
    } else if (Take("?")) {
      node.min = 0;
    } else if (Take("{")) {
      const auto min = Number();
      if (!min) return NotRead("a repetition without its number");
      node.min = node.max = *min;
      if (Take(",")) node.max = Number().value_or(ExpressionNode::kNoLimit);
      if (!Take("}")) return NotRead("a repetition without its }");
    } else {
      return absl::OkStatus();
    }
    Take("?");  // Fewest first: the same texts.
    return absl::OkStatus();
  }

  const std::string_view expression_;
  const RE2::Options& options_;
  size_t at_ = 0;
  // What BytesOf has answered: the same classes come again and again.
  std::map<std::pair<std::string, bool>, std::bitset<256>> known_;
};

}  // namespace

absl::StatusOr<ExpressionNode> ReadExpression(std::string_view expression,
                                              const RE2::Options& options) {
  return Reader(expression, options).Read();
}

}  // namespace txtsentry::verdict
