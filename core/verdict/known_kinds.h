// Finds the known kind that a whole record is, or that a malformed one was meant to be.
#ifndef TXTSENTRY_CORE_VERDICT_KNOWN_KINDS_H_
#define TXTSENTRY_CORE_VERDICT_KNOWN_KINDS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "core/verdict/kind_beginnings.h"
#include "core/verdict/known_kind_table.h"
#include "core/verdict/lead_index.h"
#include "core/verdict/reasons.h"
#include "core/verdict/vendor_proofs.h"

namespace txtsentry::verdict {

// A kind's category and the name of its shape; kUnknown and empty for none. The name lives as long
// as what gave it.
struct FoundKind {
  Category category = Category::kUnknown;
  std::string_view name;
};

// The kind of addresses on the web, whose lead any text may hold.
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
  // The time is linear in the text and no more than a few times StepsMax.
  FoundKind Find(std::string_view text) const;

  // The first lead in `text` that stands at its beginning or where a word begins. Linear in the
  // text, times the few leads that share a first letter.
  FoundLead FindLead(std::string_view text) const;

  // `text` without the owner name that somebody pasted in front of its record: "_dmarc v=DMARC1;
  // p=none". The same text when it is of another form.
  std::string_view WithoutPastedOwner(std::string_view text) const;

  // Whether another record begins at text[at] though no blank parts it from the one before.
  bool RecordBeginsAt(std::string_view text, size_t at) const;

  // The longest lead that stands at text[at], wherever words begin.
  FoundLead LeadAt(std::string_view text, size_t at) const { return leads_->At(text, at); }

  // Whether `word` is a vendor's proof but for a slip (VendorProofs::IsNearMiss), or that of a
  // vendor whom no table lists and whose tokens may look so.
  bool IsNearMiss(std::string_view word) const;

  // See Judge::WarmUp.
  void WarmUp() const;

  // One pass over the table takes no more steps of the matching machines than this, whatever the
  // text: the sum of program length times text length. Find makes up to seven, most of them over
  // parts of a text that holds several records.
  int64_t StepsMax() const;

 private:
  struct Matcher;
  struct Expression;

  FoundKind FindOne(std::string_view text) const;
  FoundKind FindJoined(std::string_view text) const;
  void AddBeginnings(size_t number);
  // Whether a record may begin behind an owner name's end in `text`.
  bool MayHavePastedOwner(std::string_view text) const;

  std::vector<std::unique_ptr<const Matcher>> matchers_;
  KindBeginnings beginnings_;  // Of matchers_, by their numbers.
  const std::unique_ptr<const Expression> pasted_owner_;
  const VendorProofs vendors_;
  std::unique_ptr<const LeadIndex> leads_;
  absl::Status status_;
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_KNOWN_KINDS_H_
