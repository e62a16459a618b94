// Finds the known kind that a whole record is.
#ifndef TXTSENTRY_CORE_VERDICT_KNOWN_KINDS_H_
#define TXTSENTRY_CORE_VERDICT_KNOWN_KINDS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "core/verdict/known_kind_table.h"
#include "core/verdict/verdict.h"

namespace txtsentry::verdict {

// The compiled table. Thread-safe: nothing changes after construction that a caller can see.
class KnownKinds {
 public:
  explicit KnownKinds(std::vector<KnownKind> table);
  ~KnownKinds();
  KnownKinds(const KnownKinds&) = delete;
  KnownKinds& operator=(const KnownKinds&) = delete;

  // Internal when an expression of the table does not compile within the memory bound, naming it.
  absl::Status status() const { return status_; }

  // The category of the first kind that all of `text` is, kUnknown when there is none. White space
  // around the text and one pair of double quotes around it do not count; the owner name is
  // compared without regard to case. The time is linear in the text and bounded by StepsMax.
  Category Find(std::string_view text, std::string_view owner_name) const;

  // The name of that kind, empty when there is none.
  std::string_view FindNameForTest(std::string_view text, std::string_view owner_name) const;

  // No call of Find takes more steps of the matching machines than this, whatever the text: the sum
  // over the table of program length times text length.
  int64_t StepsMax() const;

 private:
  struct Matcher;

  const Matcher* FindMatcher(std::string_view text, std::string_view owner_name) const;

  std::vector<std::unique_ptr<const Matcher>> matchers_;
  absl::Status status_;
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_KNOWN_KINDS_H_
