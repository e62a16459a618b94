// An ordered list of regular expressions that are matched together in one pass over a text:
// RE2::Set with a fallback for texts on which it runs out of memory.
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

// Whether an expression must match the whole text or any part of it.
enum class MatchOf { kWholeText, kAnyPart };

// Thread-compatible until Compile returns, thread-safe afterwards.
class PatternList {
 public:
  // `options` apply to every expression; max_mem limits the shared program and its cached states.
  PatternList(const RE2::Options& options, MatchOf match_of);

  // Adds the next expression. Returns InvalidArgument with RE2's message if it does not compile.
  absl::Status Add(const std::string& expression);

  // Returns ResourceExhausted if the expressions together need more than max_mem.
  absl::Status Compile();

  // Whether any expression matches. Stops at the first byte that decides. Linear time.
  bool MatchesAny(std::string_view text) const;

  // Returns the positions, in the order of Add, of all expressions that match. Linear time.
  std::vector<int> Matches(std::string_view text) const;

 private:
  bool MatchesOne(int position, std::string_view text) const;

  const RE2::Options options_;
  const MatchOf match_of_;
  RE2::Set set_;
  // The same expressions, compiled individually. Used if the set's automaton runs out of memory,
  // which it reports as "no match".
  std::vector<std::unique_ptr<const RE2>> expressions_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_MATCH_PATTERN_LIST_H_
