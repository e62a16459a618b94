// An expression for whole texts, whose long repetitions have an upper bound, matched at a small
// cost.
#ifndef TXTSENTRY_CORE_VERDICT_WHOLE_EXPRESSION_H_
#define TXTSENTRY_CORE_VERDICT_WHOLE_EXPRESSION_H_

#include <re2/re2.h>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/verdict/byte_automaton.h"
#include "core/verdict/bytewise_re2.h"
#include "core/verdict/expression_tree.h"

namespace txtsentry::verdict {

// [a-z0-9]{1,63} makes an automaton with a state for each of the 63 bytes, and [a-z0-9]+ one with a
// single state: a text is read through as many cold cache lines as it is long, or through one. So
// the expression without the long bounds is matched first. What it does not match the exact one
// does not either; and what it matches the exact one does too, when no run of the repeated bytes is
// longer than the smallest bound that was left out. Few texts need more. Thread-safe.
class WholeExpression {
 public:
  // `expression` as for BytewiseOptions(bytes_max).
  explicit WholeExpression(const std::string& expression,
                           int64_t bytes_max = RE2::Options::kDefaultMaxMem);

  bool ok() const { return exact_.ok(); }
  const std::string& error() const { return exact_.error(); }

  // Whether the expression matches all of `text`.
  bool Matches(std::string_view text) const {
    if (!HasAutomaton()) return IsWhole(exact_, text);
    return automaton_->Matches(text) && (!HasRunBeyondBound(text) || IsWhole(exact_, text));
  }

  // Without one, which would need too many states, RE2 does all.
  bool HasAutomaton() const {
    std::call_once(automaton_made_, [this] { MakeAutomaton(); });
    return automaton_.has_value();
  }

  // Of both machines: a text of n bytes takes at most n + 1 times as many steps.
  int ProgramSize() const { return exact_.ProgramSize() + 1; }

  const RE2& exact() const { return exact_; }

 private:
  void MakeAutomaton() const;
  void LeaveOutLongBounds(ExpressionNode& node) const;
  bool HasRunBeyondBound(std::string_view text) const;

  const RE2 exact_;
  const std::string expression_;

  // The rest is made when a text first needs it: two of the tables' automata take 30 ms each.
  mutable std::once_flag automaton_made_;
  mutable std::optional<const ByteAutomaton> automaton_;
  mutable size_t bound_ = SIZE_MAX;    // The smallest one that was left out of the automaton,
  mutable std::bitset<256> repeated_;  // and the bytes that they bound.
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_WHOLE_EXPRESSION_H_
