// Combines a record's probability and rules into a verdict: label, category and reason codes.
#ifndef TXTSENTRY_CORE_RULES_VERDICT_H_
#define TXTSENTRY_CORE_RULES_VERDICT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/rules/detect/encoded_blob.h"
#include "core/rules/policy.h"
#include "core/rules/reasons.h"

namespace txtsentry::rules {

struct JudgeOptions {
  Policy policy = Policy::kNotebook;
  // Path of a list of owner names (format: owner_names.h); empty selects the built-in list.
  std::string owner_names_file;
};

struct Verdict {
  bool suspicious = false;
  Category category = Category::kUnknown;
  Reasons reasons;      // Each at most once, in the order of the enum.
  std::string matcher;  // The form of its category that the record has; empty if none.
  // With kEncodedBlob: the longest encoded stretch; offsets refer to the given text.
  std::optional<EncodedBlob> encoded_blob;
  std::string execution_rule;  // With kExecutionString: the rule's name.
};

struct Evidence {
  std::string_view text;        // Canonical text.
  std::string_view owner_name;  // May be empty.
  float probability = 0;
  int64_t token_count = 0;
  double threshold = 0.5;
};

class OwnerNames;

// Thread-safe: constant after construction. Creating the first judge of a process takes about 30
// milliseconds; judging a record takes a few microseconds.
class Judge {
 public:
  // Returns the errors of reading the file; InvalidArgument with path and line for an invalid file;
  // Internal if a built-in table does not compile.
  static absl::StatusOr<std::unique_ptr<Judge>> Create(const JudgeOptions& options);
  ~Judge();
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  // The policy decides the label. Probability and threshold are compared as doubles. A record
  // without tokens is EMPTY and not suspicious. Linear time.
  Verdict Decide(const Evidence& evidence) const;

  // Returns the name of the known kind that the record matches by its text or owner name. Otherwise
  // returns the kind of the first prefix in the text, at its start or at the start of a word; empty
  // if there is none. The name is valid as long as the judge.
  std::string_view NearestKind(std::string_view text, std::string_view owner_name) const;

  Policy policy() const { return policy_; }

 private:
  struct Tables;

  Judge(Policy policy, const Tables& tables, std::unique_ptr<const OwnerNames> owner_names);

  void FindReasons(const Evidence& evidence, Verdict& verdict) const;

  const Policy policy_;
  const Tables& tables_;
  const std::unique_ptr<const OwnerNames> owner_names_;
};

// Returns the verdict for a record that is too long for a TXT record and was neither scored nor
// judged.
Verdict TooLongVerdict();

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_VERDICT_H_
