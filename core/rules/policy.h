// How a probability and the reasons give the label, as data.
#ifndef TXTSENTRY_CORE_RULES_POLICY_H_
#define TXTSENTRY_CORE_RULES_POLICY_H_

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/rules/reasons.h"

namespace txtsentry::rules {

enum class Policy {
  kNotebook,  // Suspicious when probability >= threshold, as the notebook has it.
  kTriage,    // By the decision table.
};

// "notebook", "triage".
std::string_view PolicyName(Policy policy);

// InvalidArgument with the value and what is allowed.
absl::StatusOr<Policy> ParsePolicy(std::string_view name);

enum class Decision { kNo, kYes, kByProbability };

// A row of a decision table. The first row whose conditions hold decides.
struct PolicyRow {
  bool any_reason = false;  // Holds whatever the reasons; then `reason` means nothing.
  Reason reason = Reason::kEmpty;
  size_t blob_bytes_min = 0;  // Of ENCODED_BLOB: how long it is at least.
  Decision decision = Decision::kByProbability;
};

// The rows of a policy; the last one holds for every record.
absl::Span<const PolicyRow> PolicyTable(Policy policy);

// Whether a record with these reasons is suspicious. `over` says that its probability is at least
// the threshold; `blob_bytes` is the length of its encoded blob, 0 without one.
bool IsSuspicious(Policy policy, absl::Span<const Reason> reasons, size_t blob_bytes, bool over);

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_POLICY_H_
