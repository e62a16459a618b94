// Finds the known kind that a whole record matches, or that a malformed record was meant to be.
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

// A kind's category and the name of its form; kUnknown and empty for no match. The name is valid as
// long as the object that returned it.
struct FoundKind {
  Category category = Category::kUnknown;
  std::string_view name;
};

// The kind of URLs, whose prefix may occur in any text.
inline constexpr std::string_view kUrlKind = "url";

// Removes what people and tools put around a record: spaces, quotes (plain, doubled, typographic or
// escaped), and a trailing ; , . or backslash.
std::string_view WithoutWrapping(std::string_view text);

// Whether WithPlainMarks may change the text.
bool MayHaveTypographicMarks(std::string_view text);

// Replaces typographic spaces and dashes by plain ones and removes invisible marks (zero width,
// left-to-right). Returns the same text if it has none.
std::string WithPlainMarks(std::string_view text);

// The compiled tables. Thread-safe: logically constant after construction.
class KnownKinds {
 public:
  KnownKinds(std::vector<KnownKind> table, absl::Span<const VendorProof> vendors);
  ~KnownKinds();
  KnownKinds(const KnownKinds&) = delete;
  KnownKinds& operator=(const KnownKinds&) = delete;

  // Internal, naming the expression, if an expression of the table does not compile within the
  // memory limit.
  absl::Status status() const { return status_; }

  // Returns the first kind that matches all of `text`, after removing wrapping, typographic marks
  // and a pasted owner name. For several well-formed records in one text, returns the category of
  // the first and "joined_records". Linear time.
  FoundKind Find(std::string_view text) const;

  // Returns the first prefix in `text` that is at the start or at the start of a word. Takes time
  // linear in the text, times the small number of prefixes that share a first letter.
  FoundPrefix FindPrefix(std::string_view text) const;

  // Returns `text` without an owner name that was pasted in front of its record: "_dmarc v=DMARC1;
  // p=none". Returns the same text if there is none.
  std::string_view WithoutPastedOwner(std::string_view text) const;

  // Whether another record starts at text[at], even without a space before it.
  bool RecordBeginsAt(std::string_view text, size_t at) const;

  // Returns the longest prefix at text[at], whether or not a word starts there.
  FoundPrefix PrefixAt(std::string_view text, size_t at) const { return prefixes_->At(text, at); }

  // Whether `word` is a vendor's proof with a typing error (VendorProofs::IsNearMiss), or a
  // plausible proof of a vendor that is not in the table.
  bool IsNearMiss(std::string_view word) const;

 private:
  struct Compiled;

  // Returns the first kind of the table that matches all of `text` as it is.
  FoundKind FindOne(std::string_view text) const;
  FoundKind FindJoined(std::string_view text) const;
  // Prefilter for WithoutPastedOwner: whether a record may start after an owner name in `text`.
  bool MayHavePastedOwner(std::string_view text) const;

  const std::vector<KnownKind> table_;
  std::unique_ptr<const Compiled> compiled_;
  const VendorProofs vendors_;
  std::unique_ptr<const PrefixIndex> prefixes_;
  absl::Status status_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_KNOWN_KINDS_H_
