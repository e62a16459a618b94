#include "core/verdict/known_kinds.h"

#include <algorithm>
#include <bitset>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/verdict/ascii.h"
#include "core/verdict/byte_set.h"
#include "core/verdict/bytewise_re2.h"
#include "core/verdict/expressions.h"

namespace txtsentry::verdict {
namespace {

// For one expression's program and the states that its automaton remembers.
constexpr int64_t kExpressionBytesMax = 4 << 20;

// No kind is longer, so longer texts are not squeezed either.
constexpr size_t kKindBytesMax = 4096;

// Of one character-string (RFC 1035 3.3).
constexpr size_t kStringBytesMax = 255;

constexpr std::string_view kJoinedRecords = "joined_records";

// What may be taken off, in UTF-8.
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

// What a mark of kFront begins with: few bytes of a text.
constexpr ByteSet kMarkBeginnings(" \t\r\n\v\f\"'\\\xe2");

// Without its blanks and quotes wherever they stand.
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

constexpr bool IsWordByte(char c) { return IsAlnum(c) || c == '_' || c == '-' || c == '.'; }
constexpr ByteSet kWordBytes(IsWordByte);

bool IsSeparator(char c) { return c == '=' || c == ':' || c == ';'; }

// An owner name that was pasted in front of its record, with what parts them.
std::string PastedOwner() {
  // A blank is enough after what only an owner name can be.
  const std::string owner =
      R"((?:@|(?:[a-z0-9*-]{1,32}\.){0,4}_[a-z-]{2,40}(?:\.[a-z0-9_-]{1,40}){0,5}\.?|)" +
      std::string(kHostName) + ")";
  return "(?:" + owner + R"((?:\s+TXT\s+|\s*[=:/]\s*|\s+)|[a-z]{1,12}\s*[=:]\s*))";
}

// Two bytes of a text, whatever their case.
uint16_t PairOf(char first, char second) {
  return static_cast<uint16_t>(static_cast<unsigned char>(ToLower(first)) << 8 |
                               static_cast<unsigned char>(ToLower(second)));
}

// How many bytes of `text` are `lead`, 0 when it does not begin with it. Blanks around separators
// do not count, nor does case.
size_t BytesOfLead(std::string_view text, std::string_view lead) {
  size_t at = 0;
  for (size_t i = 0; i < lead.size(); ++i) {
    const bool around = IsSeparator(lead[i]) || lead[i] == ' ' ||
                        (i > 0 && IsSeparator(lead[i - 1]) && lead[i] != ' ');
    if (around) {
      while (at < text.size() && IsBlank(text[at])) ++at;
    }
    if (lead[i] == ' ') continue;
    if (at == text.size() || ToLower(text[at]) != lead[i]) return 0;
    ++at;
  }
  return at;
}

}  // namespace

std::string_view WithoutWrapping(std::string_view text) {
  const auto take_off_back = [&text](std::string_view mark) { return TakeOffBack(mark, text); };
  while (!text.empty() && kMarkBeginnings.Has(text.front()) && TakeOffAnyFront(text)) {
  }
  // A row of dots is no slip.
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

std::string WithPlainMarks(std::string_view text) {
  static constexpr ByteSet kBeginnings("\xc2\xe2\xef&");
  if (!kBeginnings.HasAnyOf(text)) return std::string(text);
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
      // U+2000 to U+200A are blanks, U+200B to U+200F show nothing, U+2010 to U+2015 are dashes.
      if (three[0] == '\xe2' && last <= 0x8a) plain += ' ';
      if (three[0] == '\xe2' && last >= 0x90) plain += '-';
      i += 3;
    } else {
      plain += text[i++];
    }
  }
  return plain;
}

struct KnownKinds::Expression {
  const RE2 expression{PastedOwner(), BytewiseOptions(kExpressionBytesMax)};
};

struct KnownKinds::Matcher {
  explicit Matcher(KnownKind k)
      : kind(std::move(k)),
        // The leading ^ lets RE2 compare a literal beginning before it starts a machine.
        expression("^(?:" + kind.expression + ")$", BytewiseOptions(kExpressionBytesMax)) {
    for (const std::string& lead : kind.leads) first.set(static_cast<unsigned char>(lead[0]));
    if (kind.leads.empty()) SetFirstByExpression();
  }

  // Of a kind without leads.
  void SetFirstByExpression() {
    std::string least;
    std::string greatest;
    if (!expression.ok() || !expression.PossibleMatchRange(&least, &greatest, 1) || least.empty() ||
        greatest.empty()) {
      first.set();
      return;
    }
    for (int byte = static_cast<unsigned char>(least[0]);
         byte <= static_cast<unsigned char>(greatest[0]); ++byte) {
      first.set(static_cast<unsigned char>(ToLower(static_cast<char>(byte))));
    }
  }

  const KnownKind kind;
  const RE2 expression;
  std::bitset<256> first;  // Bytes that a record of the kind can begin with, in lower case.
};

KnownKinds::KnownKinds(std::vector<KnownKind> table, absl::Span<const VendorProof> vendors)
    : pasted_owner_(std::make_unique<const Expression>()), vendors_(vendors) {
  if (!pasted_owner_->expression.ok()) {
    status_ = absl::InternalError(
        absl::StrFormat("pasted owner names: %s", pasted_owner_->expression.error()));
  }
  for (KnownKind& kind : table) {
    kind.bytes_max = std::min(kind.bytes_max, kKindBytesMax);
    matchers_.push_back(std::make_unique<const Matcher>(std::move(kind)));
    const Matcher& matcher = *matchers_.back();
    if (!matcher.expression.ok() && status_.ok()) {
      status_ = absl::InternalError(
          absl::StrFormat("known kind %s: %s", matcher.kind.name, matcher.expression.error()));
    }
    for (const std::string& lead : matcher.kind.leads) AddLead(lead, matcher.kind.name);
  }
  for (auto& [lead, name] : vendors_.Leads()) AddLead(std::move(lead), name);
  for (std::vector<Lead>& leads : leads_) {
    std::stable_sort(leads.begin(), leads.end(),
                     [](const Lead& a, const Lead& b) { return a.text.size() > b.text.size(); });
  }
}

KnownKinds::~KnownKinds() = default;

void KnownKinds::AddLead(std::string text, std::string_view name) {
  // Behind a separator, and once the blanks before a blank are gone, any byte may come; a lead of
  // one byte says nothing of the next.
  const bool any_next =
      text.size() == 1 || IsSeparator(text[0]) || IsBlank(text[0]) || IsBlank(text[1]);
  for (int next = 0; next < 256; ++next) {
    const auto c = static_cast<char>(next);
    if (IsUpper(c)) continue;  // PairOf has none.
    if (any_next || c == text[1] || (IsSeparator(text[1]) && IsBlank(c))) {
      uint16_t& list = leads_of_pair_[PairOf(text[0], c)];
      if (list == 0) {
        list = static_cast<uint16_t>(leads_.size());
        leads_.emplace_back();
      }
      leads_[list].push_back({text, name});
    }
  }
}

FoundKind KnownKinds::Find(std::string_view text) const {
  text = WithoutWrapping(text);
  if (text.empty() || text.size() > kKindBytesMax) return {};
  if (const FoundKind kind = FindOne(text); !kind.name.empty()) return kind;
  const std::string_view record = WithoutPastedOwner(text);
  if (record.size() < text.size()) return FindOne(record);
  if (LeadAt(text, 0).name.empty()) return {};
  if (text.size() > kStringBytesMax && IsBlank(text[kStringBytesMax])) {
    // A blank joins two character-strings, and the first is as long as it can be: the cut may go
    // through a term.
    std::string joined(text);
    for (size_t at = kStringBytesMax; at < joined.size() && IsBlank(joined[at]);
         at += kStringBytesMax) {
      joined.erase(at, 1);
    }
    if (const FoundKind kind = FindOne(joined); !kind.name.empty()) return kind;
  }
  const std::string plain = WithPlainMarks(text);
  if (plain.size() != text.size()) {
    if (const FoundKind kind = FindOne(WithoutWrapping(plain)); !kind.name.empty()) return kind;
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
    if (!LeadAt(text, at).name.empty()) return true;
  }
  return false;
}

std::string_view KnownKinds::WithoutPastedOwner(std::string_view text) const {
  if (text.empty() || !LeadAt(text, 0).name.empty() || !MayHavePastedOwner(text)) return text;
  re2::StringPiece rest(text.data(), text.size());
  if (!RE2::Consume(&rest, pasted_owner_->expression) || rest.empty()) return text;
  const std::string_view record(rest.data(), rest.size());
  const std::string_view name = LeadAt(record, 0).name;
  // A command in front of an address is no owner name.
  return name.empty() || name == kUrlKind ? text : record;
}

bool KnownKinds::RecordBeginsAt(std::string_view text, size_t at) const {
  constexpr size_t kTellingLeadBytes = 8;
  const size_t bytes = LeadAt(text, at).bytes;
  if (bytes == 0) return false;
  if (bytes >= kTellingLeadBytes || (at > 0 && IsBlank(text[at - 1]))) return true;
  // "-allMS=ms12345678"
  return at >= 3 && LowerCase(text.substr(at - 3, 3)) == "all";
}

FoundKind KnownKinds::FindOne(std::string_view text) const {
  if (text.empty()) return {};
  std::string squeezed;
  for (const auto& matcher : matchers_) {
    const KnownKind& kind = matcher->kind;
    if (!matcher->first.test(static_cast<unsigned char>(ToLower(text[0])))) continue;
    if (kind.squeezed && squeezed.empty()) squeezed = Squeezed(text);
    const std::string_view candidate = kind.squeezed ? std::string_view(squeezed) : text;
    if (candidate.size() > kind.bytes_max) continue;
    if (IsWhole(matcher->expression, candidate)) return {kind.category, kind.name};
  }
  std::string_view vendor = vendors_.Find(text);
  if (vendor.empty() && std::any_of(text.begin(), text.end(), IsBlank)) {
    if (squeezed.empty()) squeezed = Squeezed(text);
    vendor = vendors_.Find(squeezed);
    // Words that make a token once their blanks are gone prove nothing of an unknown vendor.
    if (vendor == kAnyVendor) vendor = {};
  }
  if (vendor.empty()) return {};
  return {Category::kDomainVerification, vendor};
}

FoundLead KnownKinds::LeadAt(std::string_view text, size_t at) const {
  const std::string_view rest = text.substr(at);
  const uint16_t pair = PairOf(rest[0], rest.size() > 1 ? rest[1] : ' ');
  for (const Lead& lead : leads_[leads_of_pair_[pair]]) {
    const size_t bytes = BytesOfLead(rest, lead.text);
    if (bytes > 0) return {lead.name, at, bytes};
  }
  return {};
}

bool KnownKinds::IsNearMiss(std::string_view word) const {
  if (vendors_.IsNearMiss(word)) return true;
  const FoundLead lead = FindLead(word);
  return lead.name == kAnyVendor && lead.offset == 0 && VendorProofs::HasPlausibleToken(word);
}

FoundLead KnownKinds::FindLead(std::string_view text) const {
  for (size_t at = 0; at < text.size(); ++at) {
    if (at > 0 && kWordBytes.Has(text[at - 1])) continue;
    if (const FoundLead lead = LeadAt(text, at); !lead.name.empty()) return lead;
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

int64_t KnownKinds::StepsMax() const {
  int64_t steps = 0;
  for (const auto& matcher : matchers_) {
    const int64_t text_bytes = static_cast<int64_t>(matcher->kind.bytes_max) + 1;
    steps += matcher->expression.ProgramSize() * text_bytes;
  }
  return steps;
}

}  // namespace txtsentry::verdict
