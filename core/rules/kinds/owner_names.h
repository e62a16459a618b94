// Explains values by their owner names: tokens that have no meaning on their own, and answers of
// services in listed zones.
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

// One entry of the list. A zone's owner chooses the names in it, so a name alone proves nothing:
// the value must also match the entry and its length limit.
struct OwnerName {
  std::string name;   // Unique in a list.
  std::string owner;  // RE2 for the whole owner name without the final dot; case-insensitive.
  std::string value;  // RE2 over bytes for the whole record without wrapping; case-insensitive.
  size_t bytes_max = 0;
  Category category = Category::kUnknown;
};

// Returns the built-in entries.
std::vector<OwnerName> DefaultOwnerNames();

// Parses the text of a list file. Each line has the fields of one entry, separated by spaces:
//   NAME OWNER VALUE BYTES_MAX
// A space in an expression is written \x20. Blank lines and lines that start with # are ignored.
// The line "no-defaults" omits the built-in entries; otherwise they follow the file's entries. A
// list has at most 1000 entries; a name has 1 to 64 characters of a-z, 0-9 and _; BYTES_MAX is 1 to
// 65535. InvalidArgument names the line, the value and the error.
absl::StatusOr<std::vector<OwnerName>> ParseOwnerNames(std::string_view text);

// The compiled list. Thread-safe.
class OwnerNames {
 public:
  // Returns InvalidArgument, naming the entry, if an expression does not compile.
  static absl::StatusOr<std::unique_ptr<OwnerNames>> Create(std::vector<OwnerName> entries);
  ~OwnerNames();
  OwnerNames(const OwnerNames&) = delete;
  OwnerNames& operator=(const OwnerNames&) = delete;

  // Returns the first entry that explains `text` under `owner_name`; an empty name if none does.
  // Takes time linear in both. An owner name longer than DNS allows matches nothing.
  FoundKind Find(std::string_view text, std::string_view owner_name) const;

 private:
  struct Compiled;

  explicit OwnerNames(std::unique_ptr<const Compiled> compiled);

  const std::unique_ptr<const Compiled> compiled_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_OWNER_NAMES_H_
