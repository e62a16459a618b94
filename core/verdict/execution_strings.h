// Finds commands and calls that run what they fetch or decode.
#ifndef TXTSENTRY_CORE_VERDICT_EXECUTION_STRINGS_H_
#define TXTSENTRY_CORE_VERDICT_EXECUTION_STRINGS_H_

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace txtsentry::verdict {

// One kind of command.
struct ExecutionRule {
  const char* name;
  // RE2 over bytes, found anywhere in the text, case-insensitive.
  const char* expression;
  // What byte_windows.h reads: everything that the expression matches, with the bytes around it,
  // has one of these.
  const char* windows;
};

// The rules, the most telling first.
absl::Span<const ExecutionRule> ExecutionRules();

// The compiled rules. Thread-safe.
class ExecutionStrings {
 public:
  ExecutionStrings();
  ~ExecutionStrings();
  ExecutionStrings(const ExecutionStrings&) = delete;
  ExecutionStrings& operator=(const ExecutionStrings&) = delete;

  // Internal when a rule does not compile, naming it.
  absl::Status status() const { return status_; }

  // The name of the first rule of the table that the text holds, empty for none. The name lives for
  // ever. Found through the marks that shells skip: I^EX, po`wershell, W"Sc"ript, 'I'+'EX'. Linear
  // in the text.
  std::string_view Find(std::string_view text) const;

  // See Judge::WarmUp.
  void WarmUp() const;

 private:
  struct Rules;

  std::string_view FindAsIs(std::string_view text) const;

  std::unique_ptr<const Rules> rules_;
  absl::Status status_;
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_EXECUTION_STRINGS_H_
