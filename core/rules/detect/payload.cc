#include "core/rules/detect/payload.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_format.h"
#include "core/rules/detect/payload_expressions.h"
#include "core/rules/match/ascii.h"
#include "core/rules/match/byte_set.h"
#include "core/rules/match/bytewise_re2.h"
#include "core/rules/match/token_shape.h"

namespace txtsentry::rules {
namespace {

// Minimum length of a foreign word; shorter words are typing errors.
constexpr size_t kForeignBytesMin = 6;
// Words of plain letters count as a comment up to this many bytes in total.
constexpr size_t kProseBytesMax = 200;
// The base64 of a 4096-bit RSA key has 736 characters.
constexpr size_t kKeyBytesMax = 740;

bool MayBeSlip(std::string_view text) {
  static constexpr ByteSet kFirst("mzgdMZGD_");
  static constexpr ByteSet kVercel("vV");
  constexpr size_t kBeforeVercelMax = 3;
  return !text.empty() &&
         (kFirst.Has(text[0]) || kVercel.HasAnyOf(text.substr(0, kBeforeVercelMax + 1)));
}

// Whether the word has letter sequences that no word of the common languages has.
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

// Prefilter for KeyWord: few words start this way, and a match is expensive.
bool MayBeKey(std::string_view word) {
  constexpr size_t kBeforeKeyMax = 3;  // "<p="
  return word.substr(0, kBeforeKeyMax + 1).find_first_of("mM") != word.npos;
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

// Removes zone-file syntax that was pasted behind a value.
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
  const RE2 belonging{BelongingWord(), BytewiseOptions()};
  const RE2 key{KeyWord(), BytewiseOptions()};
  const RE2 slip{Slips(), BytewiseOptions()};
};

PayloadFinder::PayloadFinder(const KnownKinds& kinds)
    : kinds_(kinds), expressions_(std::make_unique<const Expressions>()) {}

PayloadFinder::~PayloadFinder() = default;

absl::Status PayloadFinder::status() const {
  for (const RE2* expression :
       {&expressions_->belonging, &expressions_->key, &expressions_->slip}) {
    if (!expression->ok()) {
      return absl::InternalError(
          absl::StrFormat("an expression of the payload finder: %s", expression->error()));
    }
  }
  return absl::OkStatus();
}

bool PayloadFinder::ImitatesKnownKind(std::string_view text) const {
  if (EndsAsMailPolicy(text)) return true;
  size_t begin = 0;
  while (begin < text.size()) {
    const FoundPrefix prefix = kinds_.FindPrefix(text.substr(begin));
    if (prefix.name.empty()) return false;
    // A URL is no indication: any text may contain one.
    if (prefix.name != kUrlKind) return true;
    begin += prefix.offset + prefix.bytes;
  }
  return false;
}

bool PayloadFinder::IsForeign(std::string_view word) const {
  if (!kinds_.Find(word).name.empty() || kinds_.IsNearMiss(word)) return false;
  const FoundPrefix prefix = kinds_.FindPrefix(word);
  if (!prefix.name.empty() && prefix.offset == 0) word.remove_prefix(prefix.bytes);
  if (IsGibberish(word)) return true;
  if (word.empty() || IsWhole(expressions_->belonging, word)) return false;
  return word.size() >= kForeignBytesMin || std::any_of(word.begin(), word.end(), IsCodeByte);
}

bool PayloadFinder::IsSlip(std::string_view text) const {
  return MayBeSlip(text) && IsWhole(expressions_->slip, text);
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
  if (!ImitatesKnownKind(text)) return false;
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
    if (MayBeKey(word) && IsWhole(expressions_->key, word)) {
      in_key = true;
      key_bytes_left = kKeyBytesMax - std::min(kKeyBytesMax, word.size());
    } else if (IsWhole(expressions_->belonging, word) && !IsGibberish(word)) {
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

}  // namespace txtsentry::rules
