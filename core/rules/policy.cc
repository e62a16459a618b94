#include "core/rules/policy.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_format.h"

namespace txtsentry::rules {
namespace {

// docs/verdict.md shows and explains this table. The base64 of a 64-byte token has 88 characters,
// and no service issues longer tokens.
constexpr size_t kLongBlobBytes = 90;

constexpr PolicyRow kNotebook[] = {
    {false, Reason::kEmpty, 0, Decision::kNo},
    {true, Reason::kEmpty, 0, Decision::kByProbability},
};

constexpr PolicyRow kTriage[] = {
    {false, Reason::kEmpty, 0, Decision::kNo},
    {false, Reason::kExecutionString, 0, Decision::kYes},
    {false, Reason::kPayloadInKnownKind, 0, Decision::kYes},
    {false, Reason::kKnownKind, 0, Decision::kNo},
    {false, Reason::kOwnerNameContext, 0, Decision::kNo},
    {false, Reason::kEncodedBlob, kLongBlobBytes, Decision::kYes},
    {true, Reason::kEmpty, 0, Decision::kByProbability},
};

bool Holds(const PolicyRow& row, absl::Span<const Reason> reasons, size_t blob_bytes) {
  if (row.any_reason) return true;
  if (std::find(reasons.begin(), reasons.end(), row.reason) == reasons.end()) return false;
  return row.reason != Reason::kEncodedBlob || blob_bytes >= row.blob_bytes_min;
}

}  // namespace

std::string_view PolicyName(Policy policy) {
  return policy == Policy::kTriage ? "triage" : "notebook";
}

absl::StatusOr<Policy> ParsePolicy(std::string_view name) {
  for (const Policy policy : {Policy::kNotebook, Policy::kTriage}) {
    if (name == PolicyName(policy)) return policy;
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("policy=\"%s\" is neither notebook nor triage", name));
}

absl::Span<const PolicyRow> PolicyTable(Policy policy) {
  return policy == Policy::kTriage ? absl::Span<const PolicyRow>(kTriage) : kNotebook;
}

bool IsSuspicious(Policy policy, absl::Span<const Reason> reasons, size_t blob_bytes, bool over) {
  for (const PolicyRow& row : PolicyTable(policy)) {
    if (!Holds(row, reasons, blob_bytes)) continue;
    return row.decision == Decision::kYes || (row.decision == Decision::kByProbability && over);
  }
  return over;
}

}  // namespace txtsentry::rules
