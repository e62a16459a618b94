#include "core/verdict/payload.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_format.h"
#include "core/verdict/ascii.h"
#include "core/verdict/byte_set.h"
#include "core/verdict/expressions.h"
#include "core/verdict/token_shape.h"
#include "core/verdict/whole_expression.h"

namespace txtsentry::verdict {
namespace {

// Of a foreign word. Shorter ones are slips of the pen.
constexpr size_t kForeignBytesMin = 6;
// Words in plain letters are notes, up to this many bytes of them.
constexpr size_t kProseBytesMax = 200;
// RSA keys of 4096 bits have 736 characters.
constexpr size_t kKeyBytesMax = 740;
// A word that belongs in a record of mail or beside one.
std::string BelongingWord() {
  const std::string host(kHostName);
  const std::string address = "(?:" + std::string(kIpv4Address) + R"((?:/\d{1,3})?|)" +
                              kIpv6Address + R"((?:/\d{1,3})?)" + ")";
  const std::string mailbox =
      std::string("(?:mailto:)?") + kMailboxAt + host + R"((?:!\d+[kmgt]?)?)";
  return "(?:"
         // Versions.
         R"(v=?(?:spf|dkim|dmarc|sts|tlsrpt|bimi)[v.]*\d*)"
         // Terms of SPF, whole or broken.
         R"(|[+?~-]{0,2}(?:all|ra=[a-z0-9.-]{1,20}|r[pr]=[a-z0-9:]{1,8})"
         R"(|(?:include|a|mx|ptr|exists|redirect|exp|ip|ipv?[46]|spf)[:=]*)"
         R"((?:v=spf1|[a-z0-9_-]{0,12}))"
         R"(|(?:[a-z0-9]{1,10}[:=]+){1,3}(?:)" +
         address +
         R"(|(?:[a-z0-9_%{}*+-]{1,63}\.)+[a-z0-9_%{}-]{1,24}\.?)(?:/\d{1,3})?)"
         R"(|[a-z]{1,8}[:=]))"
         // Tags of DKIM and DMARC.
         R"(|(?:k|h|t|s|g|n|p|sp|np|pct|fo|rf|ri|adkim|aspf|psd|id|rua|ruf|l|a|avp)=)"
         R"((?:[a-z*:01]{0,10}[!]?|\d{1,14}%?|)" +
         mailbox + "|https://" + host + R"((?:/[a-z0-9._~/%-]{0,120})?)" +
         ")"
         "|" +
         address + "|" + host + "|" + mailbox +
         // Small change, and what instructions have where the reader's own value should stand.
         R"(|(?:p=)?[a-z]{1,14}(?:[_-][a-z]{1,14}){0,7}[:.]?|[a-z]{1,24}|\d{1,10}|[[:punct:]]{1,3})"
         ")[,.:]?";
}

// A public key, or the beginning of one: the rest of it follows after a blank.
const char kKeyWord[] = R"(<?(?:p=)?(?:MI[GI]|(?-i:M[FH]))[a-z0-9+/]{8,}={0,2}[.\[\]>]{0,6})";

// Records that somebody got wrong in a way that is common, and that hold no more than they should.
// MayBeSlip has how they begin.
const char kSlips[] =
    R"(ms=\s*(?:ms=?)?(?:\d{4,14}|(?-i:[0-9A-F]{36,44}))(?:ttl|ms|lme|\W{1,3}|\.[a-z0-9.-]{1,60})?)"
    R"(|\W{0,2}[a-z]?vc-domain-verif[a-z]{1,9}=\s*\[?[\w*-]{1,63}(?:\.[\w-]{1,40}){1,5})"
    R"((?:(?:[,.:/=]|\xef\xbc\x8c)\s*[0-9a-f]{4,24}[.\]]{0,3})?\W?)"
    R"(|zoho-verification=[a-z0-9]{6,14}\.\s*(?:zmverify\.zoho(?:cloud)?\.[a-z.]{1,8})?)"
    R"(|_?github-(?:pages-)?challenge-[\w.-]{1,100}(?:\s*[=:]?\s*[0-9a-f]{8,32})?)"
    R"(|dh=[0-9a-f]{38,42}(?:-[a-z]{1,10})?)";

bool MayBeSlip(std::string_view text) {
  static constexpr ByteSet kFirst("mzgdMZGD_");
  static constexpr ByteSet kVercel("vV");
  constexpr size_t kBeforeVercelMax = 3;
  return !text.empty() &&
         (kFirst.Has(text[0]) || kVercel.HasAnyOf(text.substr(0, kBeforeVercelMax + 1)));
}

// Letters in a row as no word of the languages of instructions has them.
bool IsGibberish(std::string_view word) {
  constexpr size_t kConsonantsMax = 4;
  if (word.size() < kForeignBytesMin || !std::all_of(word.begin(), word.end(), IsLower)) {
    return false;
  }
  constexpr std::string_view kVowels = "aeiouy";
  size_t consonants = 0;
  for (size_t i = 0; i < word.size(); ++i) {
    const bool vowel = kVowels.find(word[i]) != std::string_view::npos;
    consonants = vowel ? 0 : consonants + 1;
    if (consonants > kConsonantsMax) return true;
    const char next = i + 1 < word.size() ? word[i + 1] : ' ';
    if (word[i] == 'q' && next != 'u') return true;
    if (word[i] == 'j' && kVowels.find(next) == std::string_view::npos) return true;
  }
  return false;
}

bool IsCodeByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f ||
         std::string_view("{}<>|$`\\!()[]^#&*%").find(c) != std::string_view::npos;
}

bool IsWordEnd(char c) { return IsBlank(c) || c == ';' || c == ',' || c == '"'; }

bool EndsAsMailPolicy(std::string_view text) {
  constexpr size_t kEndBytes = 5;  // " -all"
  if (text.size() < kEndBytes) return false;
  const std::string end = LowerCase(text.substr(text.size() - kEndBytes));
  return IsBlank(end[0]) && std::string_view("-~?+").find(end[1]) != std::string_view::npos &&
         end.compare(2, 3, "all") == 0;
}

// Without what a line of a zone file has behind a value.
std::string_view WithoutZoneFileEnd(std::string_view word) {
  for (const std::string_view end : {"@INTXT", "INTXT", "TTL"}) {
    if (word.size() > end.size() && word.substr(word.size() - end.size()) == end) {
      word.remove_suffix(end.size());
    }
  }
  return word;
}

}  // namespace

struct PayloadFinder::Expressions {
  const WholeExpression belonging{BelongingWord()};
  const WholeExpression key{kKeyWord};
  const WholeExpression slip{kSlips};
};

PayloadFinder::PayloadFinder(const KnownKinds& kinds)
    : kinds_(kinds), expressions_(std::make_unique<const Expressions>()) {}

PayloadFinder::~PayloadFinder() = default;

absl::Status PayloadFinder::status() const {
  for (const WholeExpression* expression :
       {&expressions_->belonging, &expressions_->key, &expressions_->slip}) {
    if (!expression->ok()) {
      return absl::InternalError(
          absl::StrFormat("an expression of the payload finder: %s", expression->error()));
    }
  }
  return absl::OkStatus();
}

bool PayloadFinder::BearsMark(std::string_view text) const {
  if (EndsAsMailPolicy(text)) return true;
  size_t begin = 0;
  while (begin < text.size()) {
    const FoundLead lead = kinds_.FindLead(text.substr(begin));
    if (lead.name.empty()) return false;
    // An address on the web is no mark: any text may hold one.
    if (lead.name != kUrlKind) return true;
    begin += lead.offset + lead.bytes;
  }
  return false;
}

bool PayloadFinder::IsForeign(std::string_view word) const {
  if (!kinds_.Find(word).name.empty() || kinds_.IsNearMiss(word)) return false;
  const FoundLead lead = kinds_.FindLead(word);
  if (!lead.name.empty() && lead.offset == 0) word.remove_prefix(lead.bytes);
  if (IsGibberish(word)) return true;
  if (word.empty() || expressions_->belonging.Matches(word)) return false;
  return word.size() >= kForeignBytesMin || std::any_of(word.begin(), word.end(), IsCodeByte);
}

bool PayloadFinder::IsSlip(std::string_view text) const {
  return MayBeSlip(text) && expressions_->slip.Matches(text);
}

size_t PayloadFinder::EndOfWord(std::string_view text, size_t begin) const {
  size_t end = begin;
  while (end < text.size() && !IsWordEnd(text[end])) {
    if (end > begin && kinds_.RecordBeginsAt(text, end)) break;
    ++end;
  }
  return end;
}

bool PayloadFinder::HoldsPayload(std::string_view record) const {
  std::string plain;
  std::string_view text = record;
  if (MayHaveTypographicMarks(record)) text = plain = WithPlainMarks(record);
  text = WithoutWrapping(text);
  if (!BearsMark(text)) return false;
  text = kinds_.WithoutPastedOwner(text);
  if (IsSlip(text)) return false;
  size_t prose_bytes = 0;
  bool in_key = false;
  size_t key_bytes_left = 0;
  for (size_t begin = 0; begin < text.size();) {
    if (IsWordEnd(text[begin])) {
      if (!IsBlank(text[begin])) in_key = false;
      ++begin;
      continue;
    }
    const size_t end = EndOfWord(text, begin);
    const std::string_view word = WithoutZoneFileEnd(text.substr(begin, end - begin));
    begin = end;
    if (expressions_->key.Matches(word)) {
      in_key = true;
      key_bytes_left = kKeyBytesMax - std::min(kKeyBytesMax, word.size());
    } else if (expressions_->belonging.Matches(word) && !IsGibberish(word)) {
      prose_bytes += std::all_of(word.begin(), word.end(), IsAlpha) ? word.size() : 0;
      if (prose_bytes > kProseBytesMax) return true;
    } else if (in_key && IsMadeOf(word, Alphabet::kBase64) && word.size() <= key_bytes_left) {
      key_bytes_left -= word.size();
    } else if (!IsSlip(word) && IsForeign(word)) {
      return true;
    }
  }
  return false;
}

}  // namespace txtsentry::verdict
