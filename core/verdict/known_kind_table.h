// What a whole, well-formed record of each known kind looks like, as data, by theme.
#ifndef TXTSENTRY_CORE_VERDICT_KNOWN_KIND_TABLE_H_
#define TXTSENTRY_CORE_VERDICT_KNOWN_KIND_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/verdict/reasons.h"

namespace txtsentry::verdict {

// One shape of record. The first entry of the table that matches a record decides.
struct KnownKind {
  Category category = Category::kUnknown;
  // Says which shape this is; unique in the table.
  std::string name;
  // How such a record begins, in lower case; the blanks that people put around = and : do not
  // count. They find the kind that a malformed record was meant to be.
  std::vector<std::string> leads;
  // RE2 over bytes, for the whole record, case-insensitive outside of (?-i:...).
  std::string expression;
  // Longer records are not of this kind. It bounds the work, and the room for a hidden payload.
  size_t bytes_max = 0;
  // Whether the expression is for the record without its blanks and quotes: a kind whose terms can
  // be told apart without them, and which people cut and paste to pieces.
  bool squeezed = false;
  // Of records with a value behind "p=" that an automaton would take too many states for: whether a
  // value may be one. The expression is then for the record without it.
  bool (*is_value)(std::string_view) = nullptr;
  // Both spare most records the expression.
  // With the first three bytes of one of these every record of the kind begins, blanks and quotes
  // behind the first one apart; where there are none, with those of a lead. A kind without either
  // goes by what its expression can begin with.
  std::vector<std::string> beginnings = {};
  // Stands in every record of the kind; no letters, as their case does not count.
  std::string holds = {};
};

// The same kind, every record of which holds `holds`.
inline KnownKind Holding(std::string holds, KnownKind kind) {
  kind.holds = std::move(holds);
  return kind;
}

// A fresh copy of the whole table: mail_kinds.cc, proof_kinds.cc, other_kinds.cc.
std::vector<KnownKind> KnownKindTable();

// Policies and keys of mail.
std::vector<KnownKind> MailKinds();
// Proofs of ownership with a form of their own; those of the form key=value are rows of
// vendor_table.h.
std::vector<KnownKind> ProofKinds();
// Service discovery, links, addresses and answers of look-up services.
std::vector<KnownKind> OtherKinds();

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_KNOWN_KIND_TABLE_H_
