#include "core/rules/kinds/known_kinds.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/rules/kinds/expressions.h"
#include "core/rules/match/ascii.h"
#include "core/rules/match/byte_set.h"
#include "core/rules/match/bytewise_re2.h"
#include "core/rules/match/pattern_list.h"

namespace txtsentry::rules {
namespace {

// Memory for the automata of the table and their cached states.
constexpr int64_t kTableBytesMax = 32 << 20;

// The maximum length of any kind; longer texts are not squeezed.
constexpr size_t kKindBytesMax = 4096;

// Maximum length of one character-string (RFC 1035 3.3).
constexpr size_t kStringBytesMax = 255;

constexpr std::string_view kJoinedRecords = "joined_records";

// First bytes of the marks that may surround a record or separate its terms: spaces, and quotes
// (plain, escaped or typographic).
constexpr ByteSet kMarkBeginnings(" \t\r\n\v\f\"'\\\xe2");

// Marks to remove, in UTF-8.
constexpr std::string_view kFront[] = {
    " ", "\t",   "\r",           "\n",           "\v",           "\f",          "\"",
    "'", "\\\"", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x98", "\xe2\x80\x99"};
constexpr std::string_view kBackOnly[] = {";", "\\", ".", ","};

bool TakeOffFront(std::string_view mark, std::string_view& text) {
  if (text.substr(0, mark.size()) != mark) return false;
  text.remove_prefix(mark.size());
  return true;
}

bool TakeOffBack(std::string_view mark, std::string_view& text) {
  if (text.size() < mark.size() || text.substr(text.size() - mark.size()) != mark) return false;
  text.remove_suffix(mark.size());
  return true;
}

bool TakeOffAnyFront(std::string_view& text) {
  return std::any_of(std::begin(kFront), std::end(kFront),
                     [&text](std::string_view mark) { return TakeOffFront(mark, text); });
}

// Removes all spaces and quotes.
std::string Squeezed(std::string_view text) {
  std::string squeezed;
  squeezed.reserve(text.size());
  while (!text.empty()) {
    if (kMarkBeginnings.Has(text.front()) && TakeOffAnyFront(text)) continue;
    size_t bytes = 1;
    while (bytes < text.size() && !kMarkBeginnings.Has(text[bytes])) ++bytes;
    squeezed += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return squeezed;
}

constexpr ByteSet kBlanks(IsBlank);
constexpr bool IsWordByte(char c) { return IsAlnum(c) || c == '_' || c == '-' || c == '.'; }
constexpr ByteSet kWordBytes(IsWordByte);

// An owner name pasted in front of its record, with the separator.
std::string PastedOwner() {
  // A space is a sufficient separator after text that can only be an owner name.
  const std::string owner =
      R"((?:@|(?:[a-z0-9*-]{1,32}\.){0,4}_[a-z-]{2,40}(?:\.[a-z0-9_-]{1,40}){0,5}\.?|)" +
      std::string(kHostName) + ")";
  return "(?:" + owner + R"((?:\s+TXT\s+|\s*[=:/]\s*|\s+)|[a-z]{1,12}\s*[=:]\s*))";
}

}  // namespace

std::string_view WithoutWrapping(std::string_view text) {
  const auto take_off_back = [&text](std::string_view mark) { return TakeOffBack(mark, text); };
  while (!text.empty() && kMarkBeginnings.Has(text.front()) && TakeOffAnyFront(text)) {
  }
  static constexpr ByteSet kMarkEnds(" \t\r\n\v\f\"'\x9c\x9d\x98\x99;\\.,");
  if (text.empty() || !kMarkEnds.Has(text.back())) return text;
  // A longer run of dots is no typing error.
  constexpr int kBackOnlyMax = 3;
  for (int i = 0; i <= kBackOnlyMax; ++i) {
    while (std::any_of(std::begin(kFront), std::end(kFront), take_off_back)) {
    }
    if (i == kBackOnlyMax ||
        !std::any_of(std::begin(kBackOnly), std::end(kBackOnly), take_off_back)) {
      break;
    }
  }
  return text;
}

bool MayHaveTypographicMarks(std::string_view text) {
  static constexpr ByteSet kBeginnings("\xc2\xe2\xef&");
  return kBeginnings.HasAnyOf(text);
}

std::string WithPlainMarks(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const std::string_view three = text.substr(i, 3);
    const int last = three.size() == 3 ? static_cast<unsigned char>(three[2]) : 0;
    if (text.substr(i, 2) == "\xc2\xa0") {
      plain += ' ';
      i += 2;
    } else if (text.substr(i, 6) == "&nbsp;") {
      plain += ' ';
      i += 6;
    } else if (three == "\xef\xbb\xbf" ||
               (three.substr(0, 2) == "\xe2\x80" && last >= 0x80 && last <= 0x95)) {
      // U+2000 to U+200A are spaces, U+200B to U+200F are invisible, U+2010 to U+2015 are dashes.
      if (three[0] == '\xe2' && last <= 0x8a) plain += ' ';
      if (three[0] == '\xe2' && last >= 0x90) plain += '-';
      i += 3;
    } else {
      plain += text[i++];
    }
  }
  return plain;
}

struct KnownKinds::Compiled {
  // One group of expressions (for records as they are, or for squeezed records) with their
  // positions in the table.
  struct Part {
    PatternList patterns{BytewiseOptions(kTableBytesMax), MatchOf::kWholeText};
    std::vector<size_t> kinds;

    absl::Status Add(size_t position, const KnownKind& kind) {
      kinds.push_back(position);
      absl::Status added = patterns.Add(kind.expression);
      if (added.ok()) return added;
      return absl::InternalError(
          absl::StrFormat("known kind %s: %s", kind.name, std::string(added.message())));
    }
  };

  Part as_is;
  Part squeezed;
  RE2 pasted_owner{PastedOwner(), BytewiseOptions()};

  absl::Status Compile(const std::vector<KnownKind>& table) {
    for (size_t i = 0; i < table.size(); ++i) {
      TXTSENTRY_RETURN_IF_ERROR((table[i].squeezed ? squeezed : as_is).Add(i, table[i]));
    }
    TXTSENTRY_RETURN_IF_ERROR(as_is.patterns.Compile());
    TXTSENTRY_RETURN_IF_ERROR(squeezed.patterns.Compile());
    if (pasted_owner.ok()) return absl::OkStatus();
    return absl::InternalError(absl::StrFormat("pasted owner names: %s", pasted_owner.error()));
  }
};

KnownKinds::KnownKinds(std::vector<KnownKind> table, absl::Span<const VendorProof> vendors)
    : table_(std::move(table)), vendors_(vendors) {
  auto compiled = std::make_unique<Compiled>();
  status_ = compiled->Compile(table_);
  compiled_ = std::move(compiled);
  std::vector<PrefixIndex::Prefix> prefixes;
  for (const KnownKind& kind : table_) {
    for (const std::string& prefix : kind.prefixes) prefixes.push_back({prefix, kind.name});
  }
  for (auto& [prefix, name] : vendors_.Prefixes()) prefixes.push_back({std::move(prefix), name});
  prefixes_ = std::make_unique<const PrefixIndex>(std::move(prefixes));
}

KnownKinds::~KnownKinds() = default;

FoundKind KnownKinds::Find(std::string_view text) const {
  text = WithoutWrapping(text);
  if (!status_.ok() || text.empty() || text.size() > kKindBytesMax) return {};
  if (const FoundKind kind = FindOne(text); !kind.name.empty()) return kind;
  const std::string_view record = WithoutPastedOwner(text);
  if (record.size() < text.size()) return FindOne(record);
  if (PrefixAt(text, 0).name.empty()) return {};
  if (text.size() > kStringBytesMax && IsBlank(text[kStringBytesMax])) {
    // A space joins two character-strings. If the first has its maximum length, the cut may be
    // inside a term.
    std::string joined(text);
    for (size_t at = kStringBytesMax; at < joined.size() && IsBlank(joined[at]);
         at += kStringBytesMax) {
      joined.erase(at, 1);
    }
    if (const FoundKind kind = FindOne(joined); !kind.name.empty()) return kind;
  }
  if (MayHaveTypographicMarks(text)) {
    const std::string plain = WithPlainMarks(text);
    if (plain.size() != text.size()) {
      if (const FoundKind kind = FindOne(WithoutWrapping(plain)); !kind.name.empty()) return kind;
    }
  }
  return FindJoined(text);
}

FoundKind KnownKinds::FindJoined(std::string_view text) const {
  constexpr int kPartsMax = 4;
  FoundKind first;
  int parts = 0;
  for (; parts < kPartsMax && !text.empty(); ++parts) {
    size_t end = 1;
    while (end < text.size() && !RecordBeginsAt(text, end)) ++end;
    if (parts == 0 && end == text.size()) return {};
    const FoundKind part = FindOne(WithoutWrapping(text.substr(0, end)));
    if (part.name.empty()) return {};
    if (parts == 0) first.category = part.category;
    text.remove_prefix(end);
  }
  if (!text.empty() || parts < 2) return {};
  first.name = kJoinedRecords;
  return first;
}

bool KnownKinds::MayHavePastedOwner(std::string_view text) const {
  static constexpr ByteSet kOwnerEnds(" \t\r\n\v\f=:/");
  for (size_t at = 1; at < text.size(); ++at) {
    if (!kOwnerEnds.Has(text[at - 1])) continue;
    if (!PrefixAt(text, at).name.empty()) return true;
  }
  return false;
}

std::string_view KnownKinds::WithoutPastedOwner(std::string_view text) const {
  if (text.empty() || !PrefixAt(text, 0).name.empty() || !MayHavePastedOwner(text)) return text;
  re2::StringPiece rest(text.data(), text.size());
  if (!RE2::Consume(&rest, compiled_->pasted_owner) || rest.empty()) return text;
  const std::string_view record(rest.data(), rest.size());
  const std::string_view name = PrefixAt(record, 0).name;
  // A command in front of a URL is not an owner name.
  return name.empty() || name == kUrlKind ? text : record;
}

bool KnownKinds::RecordBeginsAt(std::string_view text, size_t at) const {
  constexpr size_t kDistinctivePrefixBytes = 8;
  const size_t bytes = PrefixAt(text, at).bytes;
  if (bytes == 0) return false;
  if (bytes >= kDistinctivePrefixBytes || (at > 0 && IsBlank(text[at - 1]))) return true;
  // For example "-allMS=ms12345678".
  return at >= 3 && LowerCase(text.substr(at - 3, 3)) == "all";
}

FoundKind KnownKinds::FindOne(std::string_view text) const {
  if (text.empty()) return {};
  size_t first = table_.size();
  const auto look_in = [this, &first](const Compiled::Part& part, std::string_view of) {
    for (const int i : part.patterns.Matches(of)) {
      const size_t kind = part.kinds[i];
      if (of.size() <= table_[kind].bytes_max) first = std::min(first, kind);
    }
  };
  look_in(compiled_->as_is, text);
  std::string without_marks;
  // The first kinds of the table are most of all records, and match as they stand.
  const std::vector<size_t>& squeezed = compiled_->squeezed.kinds;
  if (!squeezed.empty() && first > squeezed.front()) {
    if (kMarkBeginnings.HasAnyOf(text)) without_marks = Squeezed(text);
    look_in(compiled_->squeezed, without_marks.empty() ? text : without_marks);
  }
  if (first < table_.size()) return {table_[first].category, table_[first].name};
  std::string_view vendor = vendors_.Find(text);
  if (vendor.empty() && kBlanks.HasAnyOf(text)) {
    vendor = vendors_.Find(without_marks.empty() ? text : without_marks);
    // Words that form a token only after their spaces are removed do not prove an unknown vendor.
    if (vendor == kAnyVendor) vendor = {};
  }
  if (vendor.empty()) return {};
  return {Category::kDomainVerification, vendor};
}

bool KnownKinds::IsNearMiss(std::string_view word) const {
  if (vendors_.IsNearMiss(word)) return true;
  const FoundPrefix prefix = FindPrefix(word);
  return prefix.name == kAnyVendor && prefix.offset == 0 && VendorProofs::HasPlausibleToken(word);
}

FoundPrefix KnownKinds::FindPrefix(std::string_view text) const {
  for (size_t at = 0; at < text.size(); ++at) {
    if (at > 0 && kWordBytes.Has(text[at - 1])) continue;
    if (const FoundPrefix prefix = PrefixAt(text, at); !prefix.name.empty()) return prefix;
    const std::string_view rest = text.substr(at);
    size_t key_bytes = 0;
    while (key_bytes < rest.size() && kWordBytes.Has(rest[key_bytes])) ++key_bytes;
    if (key_bytes < rest.size() && (rest[key_bytes] == '=' || rest[key_bytes] == ':') &&
        IsProofKey(rest.substr(0, key_bytes))) {
      return {kAnyVendor, at, key_bytes + 1};
    }
  }
  return {};
}

}  // namespace txtsentry::rules
