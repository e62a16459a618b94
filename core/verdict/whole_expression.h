// An expression for whole texts, whose long repetitions have an upper bound, matched at a small
// cost.
#ifndef TXTSENTRY_CORE_VERDICT_WHOLE_EXPRESSION_H_
#define TXTSENTRY_CORE_VERDICT_WHOLE_EXPRESSION_H_

#include <re2/re2.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace txtsentry::verdict {

// [a-z0-9]{1,63} makes an automaton with a state for each of the 63 bytes, and [a-z0-9]+ one with a
// single state: a text is read through as many cold cache lines as it is long, or through one. So a
// second expression without the long bounds is matched first. What it does not match the first does
// not either; and what it matches the first does too, when no run of the repeated bytes is longer
// than the smallest bound that was left out. Few texts need the first expression. Thread-safe.
class WholeExpression {
 public:
  // `expression` as for BytewiseOptions(bytes_max).
  explicit WholeExpression(const std::string& expression,
                           int64_t bytes_max = RE2::Options::kDefaultMaxMem);

  bool ok() const { return exact_.ok(); }
  const std::string& error() const { return exact_.error(); }

  // Whether the expression matches all of `text`.
  bool Matches(std::string_view text) const;

  // Of both automata: a text of n bytes takes at most n + 1 times as many steps.
  int ProgramSize() const;

  const RE2& exact() const { return exact_; }

 private:
  bool HasRunBeyondBound(std::string_view text) const;

  const RE2 exact_;
  // Null where there is no long bound.
  std::unique_ptr<const RE2> loose_;
  size_t bound_ = 0;                     // The smallest one that was left out of loose_,
  std::array<bool, 256> repeated_ = {};  // and the bytes that they bound.
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_WHOLE_EXPRESSION_H_
