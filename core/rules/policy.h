// The tables that derive the label from the probability and the reasons.
#ifndef TXTSENTRY_CORE_RULES_POLICY_H_
#define TXTSENTRY_CORE_RULES_POLICY_H_

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/rules/reasons.h"

namespace txtsentry::rules {

enum class Policy {
  kNotebook,  // Suspicious if probability >= threshold, as in the notebook.
  kTriage,    // Uses the decision table.
};

// Returns "notebook" or "triage".
std::string_view PolicyName(Policy policy);

// Returns InvalidArgument with the value and the allowed values.
absl::StatusOr<Policy> ParsePolicy(std::string_view name);

enum class Decision { kNo, kYes, kByProbability };

// A row of a decision table. The first row whose conditions hold decides.
struct PolicyRow {
  bool any_reason = false;  // Matches any reasons; `reason` is then ignored.
  Reason reason = Reason::kEmpty;
  size_t blob_bytes_min = 0;  // Minimum length for ENCODED_BLOB.
  Decision decision = Decision::kByProbability;
};

// Returns the rows of a policy; the last one matches every record.
absl::Span<const PolicyRow> PolicyTable(Policy policy);

// Whether a record with these reasons is suspicious. `over` is true if its probability is at least
// the threshold; `blob_bytes` is the length of its encoded blob, or 0.
bool IsSuspicious(Policy policy, absl::Span<const Reason> reasons, size_t blob_bytes, bool over);

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_POLICY_H_
