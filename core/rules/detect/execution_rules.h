// The table of commands and calls that run fetched or decoded content.
#ifndef TXTSENTRY_CORE_RULES_DETECT_EXECUTION_RULES_H_
#define TXTSENTRY_CORE_RULES_DETECT_EXECUTION_RULES_H_

#include "absl/types/span.h"

namespace txtsentry::rules {

// One kind of command.
struct ExecutionRule {
  const char* name;
  // RE2 over bytes, matched anywhere in the text, case-insensitive; a dot also matches a newline.
  const char* expression;
};

// Returns the rules, the most specific first.
absl::Span<const ExecutionRule> ExecutionRules();

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_DETECT_EXECUTION_RULES_H_
