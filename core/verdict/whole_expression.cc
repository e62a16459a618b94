#include "core/verdict/whole_expression.h"

#include <algorithm>

#include "core/base/status.h"

namespace txtsentry::verdict {
namespace {

// Smaller bounds are left: they have few states, and runs that pass them are common.
constexpr size_t kLongBound = 40;

}  // namespace

WholeExpression::WholeExpression(const std::string& expression, int64_t bytes_max)
    // The leading ^ lets RE2 compare a literal beginning before it starts a machine.
    : exact_("^(?:" + expression + ")$", BytewiseOptions(bytes_max)), expression_(expression) {}

absl::StatusOr<ByteAutomaton> WholeExpression::MakeAutomaton() const {
  TXTSENTRY_ASSIGN_OR_RETURN(ExpressionNode tree, ReadExpression(expression_));
  LeaveOutLongBounds(tree);
  return ByteAutomaton::Make(tree);
}

void WholeExpression::LeaveOutLongBounds(ExpressionNode& node) const {
  const bool is_bounded = node.max != ExpressionNode::kNoLimit && node.max > node.min;
  if (node.type == ExpressionNode::Type::kByte && is_bounded && node.max >= kLongBound) {
    repeated_ |= node.bytes;
    bound_ = std::min(bound_, node.max);
    node.max = ExpressionNode::kNoLimit;
  }
  for (ExpressionNode& part : node.parts) LeaveOutLongBounds(part);
}

bool WholeExpression::HasRunBeyondBound(std::string_view text) const {
  if (text.size() <= bound_) return false;
  size_t run = 0;
  for (const char c : text) {
    run = repeated_.test(static_cast<unsigned char>(c)) ? run + 1 : 0;
    if (run > bound_) return true;
  }
  return false;
}

}  // namespace txtsentry::verdict
