#include "core/rules/verdict.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/base/status.h"
#include "core/base/utf8.h"
#include "core/rules/detect/execution_strings.h"
#include "core/rules/detect/payload.h"
#include "core/rules/kinds/known_kinds.h"
#include "core/rules/kinds/owner_names.h"

namespace txtsentry::rules {
namespace {

constexpr int64_t kOwnerNamesFileBytesMax = 1 << 20;

absl::StatusOr<std::vector<OwnerName>> ReadOwnerNames(const std::string& path) {
  if (path.empty()) return DefaultOwnerNames();
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string text, base::ReadFile(path, kOwnerNamesFileBytesMax));
  auto entries = ParseOwnerNames(text);
  if (entries.ok()) return entries;
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: %s", path, std::string(entries.status().message())));
}

}  // namespace

// Tables that do not depend on the options. All judges of the process share them, so loading a
// second model does not build them again.
struct Judge::Tables {
  KnownKinds kinds{KnownKindTable(), VendorTable()};
  PayloadFinder payload{kinds};
  ExecutionStrings execution;

  static const Tables& OfProcess() {
    static const Tables* const tables = new Tables;
    return *tables;
  }

  absl::Status status() const {
    TXTSENTRY_RETURN_IF_ERROR(kinds.status());
    TXTSENTRY_RETURN_IF_ERROR(payload.status());
    return execution.status();
  }
};

absl::StatusOr<std::unique_ptr<Judge>> Judge::Create(const JudgeOptions& options) {
  const Tables& tables = Tables::OfProcess();
  TXTSENTRY_RETURN_IF_ERROR(tables.status());
  TXTSENTRY_ASSIGN_OR_RETURN(std::vector<OwnerName> entries,
                             ReadOwnerNames(options.owner_names_file));
  TXTSENTRY_ASSIGN_OR_RETURN(auto owner_names, OwnerNames::Create(std::move(entries)));
  return std::unique_ptr<Judge>(new Judge(options.policy, tables, std::move(owner_names)));
}

Judge::Judge(Policy policy, const Tables& tables, std::unique_ptr<const OwnerNames> owner_names)
    : policy_(policy), tables_(tables), owner_names_(std::move(owner_names)) {}

Judge::~Judge() = default;

Verdict Judge::Decide(const Evidence& evidence) const {
  Verdict verdict;
  if (evidence.token_count == 0) {
    verdict.category = Category::kEmpty;
    verdict.reasons.push_back(Reason::kEmpty);
  } else {
    FindReasons(evidence, verdict);
  }
  if (!base::IsValidUtf8(evidence.text)) verdict.reasons.push_back(Reason::kNotUtf8);
  const bool over = static_cast<double>(evidence.probability) >= evidence.threshold;
  const size_t blob_bytes = verdict.encoded_blob ? verdict.encoded_blob->length : 0;
  verdict.suspicious = IsSuspicious(policy_, verdict.reasons, blob_bytes, over);
  return verdict;
}

void Judge::FindReasons(const Evidence& evidence, Verdict& verdict) const {
  const FoundKind kind = tables_.kinds.Find(evidence.text);
  const FoundKind owned =
      kind.name.empty() ? owner_names_->Find(evidence.text, evidence.owner_name) : FoundKind();
  const FoundKind& found = kind.name.empty() ? owned : kind;
  verdict.category = found.category;
  verdict.matcher = std::string(found.name);
  const std::string_view rule = tables_.execution.Find(evidence.text);
  verdict.execution_rule = std::string(rule);
  if (!kind.name.empty()) {
    verdict.reasons.push_back(Reason::kKnownKind);
  } else if (owned.name.empty() && tables_.payload.HoldsPayload(evidence.text)) {
    verdict.reasons.push_back(Reason::kPayloadInKnownKind);
  }
  if (!rule.empty()) verdict.reasons.push_back(Reason::kExecutionString);
  if (found.name.empty()) {
    // A well-formed record has its blobs in expected places: keys, tokens, certificates.
    verdict.encoded_blob = FindEncodedBlob(evidence.text);
    if (verdict.encoded_blob) verdict.reasons.push_back(Reason::kEncodedBlob);
  }
  if (!owned.name.empty()) verdict.reasons.push_back(Reason::kOwnerNameContext);
}

std::string_view Judge::NearestKind(std::string_view text, std::string_view owner_name) const {
  if (const FoundKind kind = tables_.kinds.Find(text); !kind.name.empty()) return kind.name;
  const FoundKind owned = owner_names_->Find(text, owner_name);
  if (!owned.name.empty()) return owned.name;
  return tables_.kinds.FindPrefix(text).name;
}

Verdict TooLongVerdict() {
  Verdict verdict;
  verdict.reasons.push_back(Reason::kTooLong);
  return verdict;
}

}  // namespace txtsentry::rules
