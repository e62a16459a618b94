// Finds commands and calls that run what they fetch or decode.
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

  // Why the rules do not compile, naming the rule.
  absl::Status status() const { return status_; }

  // The name of the first rule of the table that the text holds, empty for none. The name lives for
  // ever. Found through the marks that shells skip: I^EX, po`wershell, W"Sc"ript, 'I'+'EX'. Linear
  // in the text.
  std::string_view Find(std::string_view text) const;

 private:
  std::string_view FindAsIs(std::string_view text) const;

  PatternList patterns_;  // In the order of ExecutionRules().
  absl::Status status_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_DETECT_EXECUTION_STRINGS_H_
