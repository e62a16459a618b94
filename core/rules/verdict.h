// From a probability and a record to what an analyst reads: label, category and reason codes.
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
  // Path of a list of owner names (owner_names.h says its form); empty: the built-in list.
  std::string owner_names_file;
};

struct Verdict {
  bool suspicious = false;
  Category category = Category::kUnknown;
  Reasons reasons;      // Each at most once, in the order of the enum.
  std::string matcher;  // Which shape of its category the record is; empty for none.
  // With kEncodedBlob: the longest such stretch; offsets are of the text given.
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

// Thread-safe: constant after construction. Making the first one of a process takes some 30
// milliseconds, judging a record some microseconds.
class Judge {
 public:
  // The errors of reading the file and InvalidArgument with path and line for what is wrong in it;
  // Internal for a table of ours that does not compile.
  static absl::StatusOr<std::unique_ptr<Judge>> Create(const JudgeOptions& options);
  ~Judge();
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  // The label follows the policy; probability and threshold are compared as doubles. A record
  // without tokens is EMPTY and not suspicious. The time is linear in the text.
  Verdict Decide(const Evidence& evidence) const;

  // The name of the known kind that the record is, by its text or its owner name; else of the one
  // whose beginning the text has, at its own beginning or where a word begins; else empty. The name
  // lives as long as the judge.
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

// Of a record that is longer than a TXT record can be, and so is neither scored nor judged.
Verdict TooLongVerdict();

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_VERDICT_H_
