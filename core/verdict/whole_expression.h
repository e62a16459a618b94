// An expression for whole texts, whose long repetitions have an upper bound, matched at a small
// cost.
#ifndef TXTSENTRY_CORE_VERDICT_WHOLE_EXPRESSION_H_
#define TXTSENTRY_CORE_VERDICT_WHOLE_EXPRESSION_H_

#include <re2/re2.h>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/verdict/byte_automaton.h"
#include "core/verdict/bytewise_re2.h"
#include "core/verdict/expression_tree.h"
#include "core/verdict/lazy_automaton.h"

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
    const ByteAutomaton* const automaton = Automaton();
    if (automaton == nullptr) return IsWhole(exact_, text);
    return automaton->Matches(text) && (!HasRunBeyondBound(text) || IsWhole(exact_, text));
  }

  // Makes the automaton, as Matches does when it is first called.
  void WarmUp() const { Automaton(); }

  // Without one, which would need too many states, RE2 does all.
  bool HasAutomaton() const { return Automaton() != nullptr; }

  // Of both machines: a text of n bytes takes at most n + 1 times as many steps.
  int ProgramSize() const { return exact_.ProgramSize() + 1; }

  const RE2& exact() const { return exact_; }

 private:
  const ByteAutomaton* Automaton() const {
    return automaton_.Get([this] { return MakeAutomaton(); });
  }
  absl::StatusOr<ByteAutomaton> MakeAutomaton() const;
  void LeaveOutLongBounds(ExpressionNode& node) const;
  bool HasRunBeyondBound(std::string_view text) const;

  const RE2 exact_;
  const std::string expression_;
  const LazyAutomaton automaton_;
  // Known once the automaton is made.
  mutable size_t bound_ = SIZE_MAX;    // The smallest one that was left out of it,
  mutable std::bitset<256> repeated_;  // and the bytes that they bound.
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_WHOLE_EXPRESSION_H_
