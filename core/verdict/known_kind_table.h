// What a whole, well-formed record of each known kind looks like, as data.
#ifndef TXTSENTRY_CORE_VERDICT_KNOWN_KIND_TABLE_H_
#define TXTSENTRY_CORE_VERDICT_KNOWN_KIND_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "core/verdict/verdict.h"

namespace txtsentry::verdict {

// One shape of record. The first entry of the table that matches a record decides.
struct KnownKind {
  // kUnknown settles that the record is of no known kind, whatever later entries would say: a
  // vendor's prefix in front of a value that the vendor never issues.
  Category category = Category::kUnknown;
  // Says which shape this is; unique in the table.
  std::string name;
  // RE2 over bytes, for the whole record, case-insensitive outside of (?-i:...). It starts with a
  // literal where it can, so that most records are refused by one comparison.
  std::string expression;
  // The same for the whole owner name; empty when any owner will do.
  std::string owner_expression;
  // Longer records are not of this kind. It bounds the work, and the room for a hidden payload.
  size_t bytes_max = 0;
};

// A fresh copy of the table.
std::vector<KnownKind> KnownKindTable();

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_KNOWN_KIND_TABLE_H_
