// An ordered list of regular expressions that one pass over a text matches together: RE2::Set, plus
// what a silent miss would cost.
#ifndef TXTSENTRY_CORE_RULES_MATCH_PATTERN_LIST_H_
#define TXTSENTRY_CORE_RULES_MATCH_PATTERN_LIST_H_

#include <re2/re2.h>
#include <re2/set.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace txtsentry::rules {

// Whether an expression must match all of a text or may match any part of it.
enum class MatchOf { kWholeText, kAnyPart };

// Thread-compatible until Compile, thread-safe after it.
class PatternList {
 public:
  // `options` apply to every expression; max_mem bounds the common program and its cached states.
  PatternList(const RE2::Options& options, MatchOf match_of);

  // Adds the next expression. InvalidArgument with RE2's message when it does not compile.
  absl::Status Add(const std::string& expression);

  // ResourceExhausted when the expressions together need more than max_mem.
  absl::Status Compile();

  // Whether any expression matches. Stops at the first byte that decides. Linear in the text.
  bool MatchesAny(std::string_view text) const;

  // The positions, in the order of Add, of all expressions that match. Linear in the text.
  std::vector<int> Matches(std::string_view text) const;

 private:
  bool MatchesOne(int position, std::string_view text) const;

  const RE2::Options options_;
  const MatchOf match_of_;
  RE2::Set set_;
  // The same expressions apart, for a text on which the set's automaton runs out of memory: it
  // reports that as "no match".
  std::vector<std::unique_ptr<const RE2>> expressions_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_MATCH_PATTERN_LIST_H_
