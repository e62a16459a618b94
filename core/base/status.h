// Macros and helpers for absl::Status and absl::StatusOr. The abseil of Debian 12 (20220623) has no
// such macros.
#ifndef TXTSENTRY_CORE_BASE_STATUS_H_
#define TXTSENTRY_CORE_BASE_STATUS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the calling function when `expr` is an error.
#define TXTSENTRY_RETURN_IF_ERROR(expr)                   \
  do {                                                    \
    if (absl::Status returned = (expr); !returned.ok()) { \
      return returned;                                    \
    }                                                     \
  } while (false)

#define TXTSENTRY_STATUS_CONCAT_INNER_(a, b) a##b
#define TXTSENTRY_STATUS_CONCAT_(a, b) TXTSENTRY_STATUS_CONCAT_INNER_(a, b)

// TXTSENTRY_ASSIGN_OR_RETURN(auto file, ReadFile(path)) assigns the value or returns the error.
#define TXTSENTRY_ASSIGN_OR_RETURN(lhs, expr) \
  TXTSENTRY_ASSIGN_OR_RETURN_(TXTSENTRY_STATUS_CONCAT_(status_or_, __LINE__), lhs, expr)
// `lhs` may declare a variable, so it cannot be parenthesized.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define TXTSENTRY_ASSIGN_OR_RETURN_(result, lhs, expr) \
  auto result = (expr);                                \
  if (!result.ok()) return result.status();            \
  lhs = std::move(result).value()
// NOLINTEND(bugprone-macro-parentheses)

namespace txtsentry::base {

// Returns the error with "`prefix`: " prepended to its message; keeps its payloads.
absl::Status WithPrefix(const std::string& prefix, const absl::Status& status);

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_STATUS_H_
