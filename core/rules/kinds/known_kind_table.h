// The table of well-formed records of each known kind, grouped by topic.
#ifndef TXTSENTRY_CORE_RULES_KINDS_KNOWN_KIND_TABLE_H_
#define TXTSENTRY_CORE_RULES_KINDS_KNOWN_KIND_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/rules/reasons.h"

namespace txtsentry::rules {

// One form of record. The first entry of the table that matches a record decides.
struct KnownKind {
  Category category = Category::kUnknown;
  // Name of the form; unique in the table.
  std::string name;
  // Prefixes of such records, in lower case; spaces around = and : are ignored. They identify the
  // kind that a malformed record was meant to be.
  std::vector<std::string> prefixes;
  // RE2 over bytes, matches the whole record, case-insensitive outside of (?-i:...).
  std::string expression;
  // Longer records do not match. Bounds both the matching time and the space for a hidden payload.
  size_t bytes_max = 0;
  // If true, the expression is matched against the record without spaces and quotes. For kinds
  // whose terms are unambiguous without them and whose records are often split when copied.
  bool squeezed = false;
};

// Returns a new copy of the whole table: mail_kinds.cc, proof_kinds.cc, other_kinds.cc.
std::vector<KnownKind> KnownKindTable();

// Mail policies and keys.
std::vector<KnownKind> MailKinds();
// Domain-ownership proofs with a specific form; key=value proofs are rows of vendor_table.h.
std::vector<KnownKind> ProofKinds();
// Service discovery, links, addresses and answers of lookup services.
std::vector<KnownKind> OtherKinds();

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_KNOWN_KIND_TABLE_H_
