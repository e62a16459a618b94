// Detects commands and calls that run fetched or decoded content.
#ifndef TXTSENTRY_CORE_RULES_DETECT_EXECUTION_STRINGS_H_
#define TXTSENTRY_CORE_RULES_DETECT_EXECUTION_STRINGS_H_

#include <string_view>

#include "absl/status/status.h"
#include "core/rules/match/pattern_list.h"

namespace txtsentry::rules {

// The compiled rules. Thread-safe.
class ExecutionStrings {
 public:
  ExecutionStrings();

  // An error that names the rule if a rule does not compile.
  absl::Status status() const { return status_; }

  // Returns the name of the first rule in the table that matches the text; empty if none does. The
  // name has static lifetime. Ignores characters that shells ignore: I^EX, po`wershell, W"Sc"ript,
  // 'I'+'EX'. Linear time.
  std::string_view Find(std::string_view text) const;

 private:
  std::string_view FindAsIs(std::string_view text) const;

  PatternList patterns_;  // In the order of ExecutionRules().
  absl::Status status_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_DETECT_EXECUTION_STRINGS_H_
