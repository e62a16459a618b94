// Finds the known kind that a whole record is, or that a malformed one was meant to be.
#ifndef TXTSENTRY_CORE_RULES_KINDS_KNOWN_KINDS_H_
#define TXTSENTRY_CORE_RULES_KINDS_KNOWN_KINDS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "core/rules/kinds/known_kind_table.h"
#include "core/rules/kinds/vendor_proofs.h"
#include "core/rules/match/prefix_index.h"
#include "core/rules/reasons.h"

namespace txtsentry::rules {

// A kind's category and the name of its shape; kUnknown and empty for none. The name lives as long
// as what gave it.
struct FoundKind {
  Category category = Category::kUnknown;
  std::string_view name;
};

// The kind of addresses on the web, whose prefix any text may hold.
inline constexpr std::string_view kUrlKind = "url";

// Without what people and tools put around a record and do not mean as part of it: blanks, quotes
// straight, doubled, typographic or escaped, and ; , . or a backslash at the end.
std::string_view WithoutWrapping(std::string_view text);

// Whether WithPlainMarks may change the text.
bool MayHaveTypographicMarks(std::string_view text);

// With plain blanks and dashes for those that word processors make of them, and without the marks
// that show nothing (zero width, left-to-right). The same text when it has none.
std::string WithPlainMarks(std::string_view text);

// The compiled tables. Thread-safe: nothing changes after construction that a caller can see.
class KnownKinds {
 public:
  KnownKinds(std::vector<KnownKind> table, absl::Span<const VendorProof> vendors);
  ~KnownKinds();
  KnownKinds(const KnownKinds&) = delete;
  KnownKinds& operator=(const KnownKinds&) = delete;

  // Internal when an expression of the table does not compile within the memory bound, naming it.
  absl::Status status() const { return status_; }

  // The first kind that all of `text` is, wrapping, typographic marks and a pasted owner name
  // apart; for several well-formed records in one the category of the first and "joined_records".
  // Linear in the text.
  FoundKind Find(std::string_view text) const;

  // The first prefix in `text` that stands at its beginning or where a word begins. Linear in the
  // text, times the few prefixes that share a first letter.
  FoundPrefix FindPrefix(std::string_view text) const;

  // `text` without the owner name that somebody pasted in front of its record: "_dmarc v=DMARC1;
  // p=none". The same text when it is of another form.
  std::string_view WithoutPastedOwner(std::string_view text) const;

  // Whether another record begins at text[at] though no blank parts it from the one before.
  bool RecordBeginsAt(std::string_view text, size_t at) const;

  // The longest prefix that stands at text[at], wherever words begin.
  FoundPrefix PrefixAt(std::string_view text, size_t at) const { return prefixes_->At(text, at); }

  // Whether `word` is a vendor's proof but for a slip (VendorProofs::IsNearMiss), or that of a
  // vendor whom no table lists and whose tokens may look so.
  bool IsNearMiss(std::string_view word) const;

 private:
  struct Compiled;

  // The first kind of the table that all of `text` is, as it stands.
  FoundKind FindOne(std::string_view text) const;
  FoundKind FindJoined(std::string_view text) const;
  // Whether a record may begin behind an owner name's end in `text`.
  bool MayHavePastedOwner(std::string_view text) const;

  const std::vector<KnownKind> table_;
  std::unique_ptr<const Compiled> compiled_;
  const VendorProofs vendors_;
  std::unique_ptr<const PrefixIndex> prefixes_;
  absl::Status status_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_KNOWN_KINDS_H_
