// What a whole, well-formed record of each known kind looks like, as data, by theme.
#ifndef TXTSENTRY_CORE_RULES_KINDS_KNOWN_KIND_TABLE_H_
#define TXTSENTRY_CORE_RULES_KINDS_KNOWN_KIND_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/rules/reasons.h"

namespace txtsentry::rules {

// One shape of record. The first entry of the table that matches a record decides.
struct KnownKind {
  Category category = Category::kUnknown;
  // Says which shape this is; unique in the table.
  std::string name;
  // How such a record begins, in lower case; the blanks that people put around = and : do not
  // count. They find the kind that a malformed record was meant to be.
  std::vector<std::string> prefixes;
  // RE2 over bytes, for the whole record, case-insensitive outside of (?-i:...).
  std::string expression;
  // Longer records are not of this kind. It bounds the work, and the room for a hidden payload.
  size_t bytes_max = 0;
  // Whether the expression is for the record without its blanks and quotes: a kind whose terms can
  // be told apart without them, and which people cut and paste to pieces.
  bool squeezed = false;
};

// A fresh copy of the whole table: mail_kinds.cc, proof_kinds.cc, other_kinds.cc.
std::vector<KnownKind> KnownKindTable();

// Policies and keys of mail.
std::vector<KnownKind> MailKinds();
// Proofs of ownership with a form of their own; those of the form key=value are rows of
// vendor_table.h.
std::vector<KnownKind> ProofKinds();
// Service discovery, links, addresses and answers of look-up services.
std::vector<KnownKind> OtherKinds();

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_KNOWN_KIND_TABLE_H_
