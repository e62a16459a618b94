// Values that their owner names explain: tokens that say nothing by themselves, and answers of
// services that a list of zones names.
#ifndef TXTSENTRY_CORE_RULES_KINDS_OWNER_NAMES_H_
#define TXTSENTRY_CORE_RULES_KINDS_OWNER_NAMES_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/rules/kinds/known_kinds.h"
#include "core/rules/reasons.h"

namespace txtsentry::rules {

// One entry of the list. Whoever owns a zone chooses the names in it, so the name alone excuses
// nothing: the value must look as the entry says and be no longer.
struct OwnerName {
  std::string name;   // Unique in a list.
  std::string owner;  // RE2 for the whole owner name, less the dot at its end; case-insensitive.
  std::string value;  // RE2 over bytes for the whole record, wrapping apart; case-insensitive.
  size_t bytes_max = 0;
  Category category = Category::kUnknown;
};

// What the programs know of themselves.
std::vector<OwnerName> DefaultOwnerNames();

// The list in a file's text. One entry a line, its fields parted by blanks:
//   NAME OWNER VALUE BYTES_MAX
// A blank in an expression is written \x20. Lines that are blank or begin with # do not count. The
// line "no-defaults" leaves the built-in entries out; else they come after the file's. At most 1000
// entries; a name has 1 to 64 of a-z, 0-9 and _, BYTES_MAX is 1 to 65535. InvalidArgument names the
// line and what is wrong with which value.
absl::StatusOr<std::vector<OwnerName>> ParseOwnerNames(std::string_view text);

// The compiled list. Thread-safe.
class OwnerNames {
 public:
  // InvalidArgument when an expression does not compile, naming the entry.
  static absl::StatusOr<std::unique_ptr<OwnerNames>> Create(std::vector<OwnerName> entries);
  ~OwnerNames();
  OwnerNames(const OwnerNames&) = delete;
  OwnerNames& operator=(const OwnerNames&) = delete;

  // The first entry that explains `text` under `owner_name`; no name when none does. Linear in
  // both. Longer owner names than DNS has match nothing.
  FoundKind Find(std::string_view text, std::string_view owner_name) const;

 private:
  struct Compiled;

  explicit OwnerNames(std::unique_ptr<const Compiled> compiled);

  const std::unique_ptr<const Compiled> compiled_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_OWNER_NAMES_H_
