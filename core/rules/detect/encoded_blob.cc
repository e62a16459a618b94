#include "core/rules/detect/encoded_blob.h"

#include <array>
#include <bitset>
#include <cmath>
#include <cstdint>

#include "core/rules/match/ascii.h"
#include "core/rules/match/byte_set.h"

namespace txtsentry::rules {
namespace {

// The class of one byte of a run.
enum Class : uint8_t { kLower, kUpper, kDigit, kPunctuation };
constexpr size_t kClasses = 4;

// Counts over one run of bytes.
struct RunCounts {
  size_t bytes = 0;
  size_t lower = 0;
  size_t upper = 0;
  size_t digits = 0;
  size_t punctuation = 0;
  size_t hex_digits = 0;
  size_t plus_slash = 0;
  // Class changes that do not occur in words; excludes the change after a word's initial capital.
  size_t odd_changes = 0;
  size_t changes = 0;
};

// Six 16-bit counters packed into two words, so that each byte costs two additions. 16 bits
// suffice, because a record has at most 65,535 bytes.
struct Counters {
  uint64_t first = 0;
  uint64_t second = 0;
};
constexpr int kCounterBits = 16;

constexpr uint64_t One(int counter) { return uint64_t{1} << (kCounterBits * counter); }
constexpr size_t Get(uint64_t counters, int counter) {
  return counters >> (kCounterBits * counter) & ((1 << kCounterBits) - 1);
}

struct ByteTables {
  std::array<Class, 256> class_of = {};
  // Increments for the byte's class, and for hexadecimal digits, + and /.
  std::array<Counters, 256> counts = {};
};

constexpr ByteTables MakeByteTables() {
  ByteTables tables;
  for (size_t byte = 0; byte < tables.class_of.size(); ++byte) {
    const char c = static_cast<char>(byte);
    const Class of = IsLower(c) ? kLower : IsUpper(c) ? kUpper : IsDigit(c) ? kDigit : kPunctuation;
    tables.class_of[byte] = of;
    tables.counts[byte].first = One(of);
    tables.counts[byte].second = (IsHexDigit(c) ? One(0) : 0) + (c == '+' || c == '/' ? One(1) : 0);
  }
  return tables;
}

// Increments for a change of class, indexed by the classes of a byte and of the two bytes before
// it.
using Changes = std::array<uint64_t, kClasses * kClasses * kClasses>;

constexpr size_t ChangeOf(size_t before_last, size_t before, size_t now) {
  return (before_last * kClasses + before) * kClasses + now;
}

constexpr Changes MakeChanges() {
  Changes changes = {};
  for (size_t last = 0; last < kClasses; ++last) {
    for (size_t before = 0; before < kClasses; ++before) {
      for (size_t now = 0; now < kClasses; ++now) {
        if (now == before) continue;
        const bool word_begins = before == kUpper && now == kLower && last != kUpper;
        const bool odd = now != kPunctuation && before != kPunctuation && !word_begins;
        changes[ChangeOf(last, before, now)] = One(2) + (odd ? One(3) : 0);
      }
    }
  }
  return changes;
}

constexpr ByteTables kByteTables = MakeByteTables();
constexpr Changes kChanges = MakeChanges();

RunCounts CountRun(std::string_view run) {
  const auto first_byte = static_cast<unsigned char>(run[0]);
  Counters sum = kByteTables.counts[first_byte];
  size_t before = kByteTables.class_of[first_byte];
  size_t before_last = kPunctuation;  // Not a capital.
  for (const char c : run.substr(1)) {
    const auto byte = static_cast<unsigned char>(c);
    const size_t now = kByteTables.class_of[byte];
    sum.first += kByteTables.counts[byte].first;
    sum.second += kByteTables.counts[byte].second + kChanges[ChangeOf(before_last, before, now)];
    before_last = before;
    before = now;
  }
  RunCounts counts;
  counts.bytes = run.size();
  counts.lower = Get(sum.first, kLower);
  counts.upper = Get(sum.first, kUpper);
  counts.digits = Get(sum.first, kDigit);
  counts.punctuation = Get(sum.first, kPunctuation);
  counts.hex_digits = Get(sum.second, 0);
  counts.plus_slash = Get(sum.second, 1);
  counts.changes = Get(sum.second, 2);
  counts.odd_changes = Get(sum.second, 3);
  return counts;
}

std::optional<Encoding> OneCaseEncoding(const RunCounts& run) {
  constexpr size_t kDigitsOnlyMin = 32;   // Shorter runs are numbers.
  constexpr size_t kLettersOnlyMin = 64;  // No word is that long.
  if (run.hex_digits == run.bytes) {
    if (run.digits == run.bytes && run.bytes < kDigitsOnlyMin) return std::nullopt;
    if (run.digits >= 2 || run.bytes >= kDigitsOnlyMin) return Encoding::kHex;
  }
  if (run.digits == 0 && run.bytes >= kLettersOnlyMin) return Encoding::kBase32;
  // Words with a number at the end have few class changes.
  const bool mixed =
      run.digits >= 2 && 16 * run.digits >= run.bytes && 8 * run.odd_changes >= run.bytes;
  return mixed || (run.digits >= 2 && run.bytes >= kLettersOnlyMin)
             ? std::optional<Encoding>(Encoding::kBase32)
             : std::nullopt;
}

// Returns the encoding of a run of letters, digits, + / - and _, if it looks encoded.
std::optional<Encoding> WordEncoding(std::string_view text) {
  const RunCounts run = CountRun(text);
  const bool one_case = run.lower == 0 || run.upper == 0;
  if (one_case && run.punctuation == 0) return OneCaseEncoding(run);
  // The share of odd changes is 2/5 for random base64, 1/3 for base64 of text, 1/6 for
  // CamelCaseWords, and half as much for a file that is half zeros.
  constexpr size_t kLongBytes = 96;
  const size_t per_hundred = run.bytes >= kLongBytes ? 12 : 22;
  if (100 * run.odd_changes < per_hundred * run.bytes) return std::nullopt;
  const size_t dashes = run.punctuation - run.plus_slash;
  // Words joined by dashes.
  if (one_case && 8 * dashes >= run.bytes) return std::nullopt;
  return dashes > 0 && run.plus_slash == 0 ? Encoding::kBase64Url : Encoding::kBase64;
}

// Whether the run has at least `count` distinct bytes that are neither letters nor digits.
bool HasDistinctPunctuation(std::string_view run, int count) {
  std::bitset<256> seen;
  for (const char c : run) {
    const auto byte = static_cast<unsigned char>(c);
    if (kByteTables.class_of[byte] != kPunctuation || seen.test(byte)) continue;
    seen.set(byte);
    if (--count == 0) return true;
  }
  return false;
}

std::optional<Encoding> PrintableEncoding(std::string_view text) {
  constexpr int kDistinctMin = 8;
  if (!HasDistinctPunctuation(text, kDistinctMin)) return std::nullopt;
  const RunCounts run = CountRun(text);
  if (7 * run.punctuation < run.bytes || 2 * run.changes < run.bytes) return std::nullopt;
  return Encoding::kBase85;
}

constexpr bool IsWordByte(char c) {
  return IsAlnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
}
constexpr ByteSet kWordBytes(IsWordByte);
constexpr bool IsPrintable(char c) { return c > ' ' && c < '\x7f'; }
constexpr ByteSet kPrintable(IsPrintable);

// n log2(n) for small n.
std::array<double, 64> MakeNLogN() {
  std::array<double, 64> values = {};
  for (size_t n = 2; n < values.size(); ++n) {
    values[n] = static_cast<double>(n) * std::log2(static_cast<double>(n));
  }
  return values;
}

double NLogN(size_t n) {
  static const std::array<double, 64> small = MakeNLogN();
  return n < small.size() ? small[n] : static_cast<double>(n) * std::log2(static_cast<double>(n));
}

float Entropy(std::string_view bytes) {
  std::array<uint32_t, 256> counts = {};
  for (const char c : bytes) ++counts[static_cast<unsigned char>(c)];
  double sum = 0;
  for (const uint32_t count : counts) {
    if (count > 1) sum += NLogN(count);
  }
  // Only one distinct byte: avoid a rounding error, the entropy is exactly 0.
  if (counts[static_cast<unsigned char>(bytes[0])] == bytes.size()) return 0;
  // Equals -sum(c/n log2(c/n)) over the counts c of n bytes.
  const auto n = static_cast<double>(bytes.size());
  return static_cast<float>(std::log2(n) - sum / n);
}

void Keep(Encoding encoding, size_t offset, size_t length, std::optional<EncodedBlob>& best) {
  if (!best || length > best->length) best = EncodedBlob{encoding, offset, length, 0};
}

// Examines each run of at least `bytes_min` bytes of the alphabet. Reads every window of that
// length from its end, so most bytes of short runs are skipped.
template <typename EncodingOf>
void FindInRuns(std::string_view text, const ByteSet& alphabet, size_t bytes_min,
                EncodingOf encoding_of, std::optional<EncodedBlob>& best) {
  for (size_t begin = 0; begin + bytes_min <= text.size();) {
    size_t end = begin + bytes_min;
    while (end > begin && alphabet.Has(text[end - 1])) --end;
    if (end > begin) {
      begin = end;  // Skip past a byte outside the alphabet.
      continue;
    }
    end = begin + bytes_min;
    while (end < text.size() && alphabet.Has(text[end])) ++end;
    if (const auto encoding = encoding_of(text.substr(begin, end - begin))) {
      Keep(*encoding, begin, end - begin, best);
    }
    begin = end;
  }
}

// Bytes of plain ASCII text, none of which are binary.
constexpr ByteSet kPlain([](char c) { return IsPrintable(c) || IsBlank(c); });

// One UTF-8 character, or one byte that is not valid UTF-8.
struct Character {
  size_t bytes = 1;
  bool binary = false;  // A control character or invalid UTF-8.
  bool latin1 = false;  // U+00A0 to U+00FF.
};

Character CharacterAt(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const auto follows = [&](size_t i) { return at + i < text.size() && byte(i) >> 6 == 2; };
  const unsigned lead = byte(0);
  Character c;
  if (lead < 0x80) {
    c.binary = (lead < 0x20 && !IsBlank(text[at])) || lead == 0x7f;
  } else if (lead >> 5 == 6 && lead >= 0xc2 && follows(1)) {
    c.bytes = 2;
    c.binary = lead == 0xc2 && byte(1) < 0xa0;
    c.latin1 = lead <= 0xc3 && !c.binary;
  } else if (lead >> 4 == 14 && follows(1) && follows(2)) {
    c.bytes = 3;
  } else if (lead >> 3 == 30 && lead <= 0xf4 && follows(1) && follows(2) && follows(3)) {
    c.bytes = 4;
  } else {
    c.binary = true;
  }
  return c;
}

void FindBinary(std::string_view text, std::optional<EncodedBlob>& best) {
  constexpr size_t kGapMax = 8;  // Longest gap of plain characters inside a stretch.
  constexpr size_t kBinaryMin = 4;
  constexpr size_t kLatin1Min = 12;
  size_t begin = 0;
  size_t end = 0;
  size_t characters = 0;  // Characters from begin to end.
  size_t gap = 0;
  size_t binary = 0;
  size_t latin1 = 0;
  const auto finish = [&] {
    const bool raw = binary >= kBinaryMin && 4 * (binary + latin1) >= characters;
    const bool read_as_latin1 = latin1 >= kLatin1Min && 10 * latin1 >= 3 * characters;
    if ((raw || read_as_latin1) && end - begin >= kBlobBytesMin) {
      Keep(Encoding::kBinary, begin, end - begin, best);
    }
    characters = gap = binary = latin1 = 0;
  };
  for (size_t at = 0; at < text.size();) {
    const Character c = CharacterAt(text, at);
    if (c.binary || c.latin1) {
      if (binary + latin1 == 0) begin = at;
      characters += gap + 1;
      gap = 0;
      (c.binary ? binary : latin1) += 1;
      end = at + c.bytes;
    } else if (binary + latin1 > 0 && ++gap > kGapMax) {
      finish();
    }
    at += c.bytes;
  }
  finish();
}

}  // namespace

std::string_view EncodingName(Encoding encoding) {
  switch (encoding) {
    case Encoding::kHex:
      return "hex";
    case Encoding::kBase32:
      return "base32";
    case Encoding::kBase64:
      return "base64";
    case Encoding::kBase64Url:
      return "base64url";
    case Encoding::kBase85:
      return "base85";
    case Encoding::kBinary:
      return "binary";
  }
  return "unknown";
}

std::optional<EncodedBlob> FindEncodedBlob(std::string_view text) {
  std::optional<EncodedBlob> best;
  FindInRuns(text, kWordBytes, kBlobBytesMin, WordEncoding, best);
  FindInRuns(text, kPrintable, kBase85BytesMin, PrintableEncoding, best);
  if (!kPlain.HasAllOf(text)) FindBinary(text, best);
  if (best && best->encoding != Encoding::kBinary && best->encoding != Encoding::kHex) {
    // Include up to two = of padding after the run.
    for (int i = 0; i < 2 && best->offset + best->length < text.size(); ++i) {
      if (text[best->offset + best->length] == '=') ++best->length;
    }
  }
  if (best) best->entropy_bits = Entropy(text.substr(best->offset, best->length));
  return best;
}

}  // namespace txtsentry::rules
