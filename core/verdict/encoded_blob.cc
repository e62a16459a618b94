#include "core/verdict/encoded_blob.h"

#include <array>
#include <cmath>
#include <cstdint>

#include "core/verdict/ascii.h"
#include "core/verdict/byte_set.h"

namespace txtsentry::verdict {
namespace {

// Of one byte of a run.
enum class Class { kLower, kUpper, kDigit, kPunctuation };

constexpr std::array<Class, 256> MakeClasses() {
  std::array<Class, 256> classes = {};
  for (size_t byte = 0; byte < classes.size(); ++byte) {
    const char c = static_cast<char>(byte);
    classes[byte] = IsLower(c)   ? Class::kLower
                    : IsUpper(c) ? Class::kUpper
                    : IsDigit(c) ? Class::kDigit
                                 : Class::kPunctuation;
  }
  return classes;
}

constexpr std::array<Class, 256> kClasses = MakeClasses();

Class ClassOf(char c) { return kClasses[static_cast<unsigned char>(c)]; }

// What is counted of a run.
struct RunCounts {
  size_t bytes = 0;
  std::array<size_t, 4> of_class = {};
  size_t hex_digits = 0;
  size_t plus_slash = 0;
  // Changes of class that words do not have: not the one after a capital that begins a word.
  size_t odd_changes = 0;
  size_t changes = 0;
  uint64_t punctuation_seen[2] = {0, 0};  // A bit a byte below 128.

  size_t lower() const { return of_class[static_cast<size_t>(Class::kLower)]; }
  size_t upper() const { return of_class[static_cast<size_t>(Class::kUpper)]; }
  size_t digits() const { return of_class[static_cast<size_t>(Class::kDigit)]; }
  size_t punctuation() const { return of_class[static_cast<size_t>(Class::kPunctuation)]; }
  int distinct_punctuation() const {
    int count = 0;
    for (uint64_t bits : punctuation_seen) {
      for (; bits != 0; bits &= bits - 1) ++count;
    }
    return count;
  }
};

RunCounts CountRun(std::string_view run) {
  RunCounts counts;
  counts.bytes = run.size();
  for (size_t i = 0; i < run.size(); ++i) {
    const Class now = ClassOf(run[i]);
    ++counts.of_class[static_cast<size_t>(now)];
    counts.hex_digits += IsHexDigit(run[i]) ? 1 : 0;
    counts.plus_slash += run[i] == '+' || run[i] == '/' ? 1 : 0;
    if (now == Class::kPunctuation) {
      const auto byte = static_cast<unsigned char>(run[i]);
      counts.punctuation_seen[byte / 64 % 2] |= uint64_t{1} << byte % 64;
    }
    if (i == 0) continue;
    const Class before = ClassOf(run[i - 1]);
    if (now == before) continue;
    ++counts.changes;
    if (now == Class::kPunctuation || before == Class::kPunctuation) continue;
    const bool word_begins = before == Class::kUpper && now == Class::kLower &&
                             (i < 2 || ClassOf(run[i - 2]) != Class::kUpper);
    counts.odd_changes += word_begins ? 0 : 1;
  }
  return counts;
}

std::optional<Encoding> OneCaseEncoding(const RunCounts& run) {
  constexpr size_t kDigitsOnlyMin = 32;   // Shorter ones are numbers.
  constexpr size_t kLettersOnlyMin = 64;  // No word is that long.
  if (run.hex_digits == run.bytes) {
    if (run.digits() == run.bytes && run.bytes < kDigitsOnlyMin) return std::nullopt;
    if (run.digits() >= 2 || run.bytes >= kDigitsOnlyMin) return Encoding::kHex;
  }
  if (run.digits() == 0 && run.bytes >= kLettersOnlyMin) return Encoding::kBase32;
  // Words with a number at the end have few changes.
  const bool mixed =
      run.digits() >= 2 && 16 * run.digits() >= run.bytes && 8 * run.odd_changes >= run.bytes;
  return mixed || (run.digits() >= 2 && run.bytes >= kLettersOnlyMin)
             ? std::optional<Encoding>(Encoding::kBase32)
             : std::nullopt;
}

// What a run of letters, digits, + / - and _ is encoded in.
std::optional<Encoding> WordEncoding(const RunCounts& run) {
  const bool one_case = run.lower() == 0 || run.upper() == 0;
  if (one_case && run.punctuation() == 0) return OneCaseEncoding(run);
  // Random base64 has 2 in 5, base64 of text 1 in 3, CamelCaseWords 1 in 6; of a file that is half
  // zeros half as many.
  constexpr size_t kLongBytes = 96;
  const size_t per_hundred = run.bytes >= kLongBytes ? 12 : 22;
  if (100 * run.odd_changes < per_hundred * run.bytes) return std::nullopt;
  const size_t dashes = run.punctuation() - run.plus_slash;
  // Words between dashes.
  if (one_case && 8 * dashes >= run.bytes) return std::nullopt;
  return dashes > 0 && run.plus_slash == 0 ? Encoding::kBase64Url : Encoding::kBase64;
}

std::optional<Encoding> PrintableEncoding(const RunCounts& run) {
  constexpr int kDistinctMin = 8;
  if (run.distinct_punctuation() < kDistinctMin) return std::nullopt;
  if (7 * run.punctuation() < run.bytes || 2 * run.changes < run.bytes) return std::nullopt;
  return Encoding::kBase85;
}

constexpr bool IsWordByte(char c) {
  return IsAlnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
}
constexpr ByteSet kWordBytes(IsWordByte);
constexpr bool IsPrintable(char c) { return c > ' ' && c < '\x7f'; }
constexpr ByteSet kPrintable(IsPrintable);

float Entropy(std::string_view bytes) {
  std::array<size_t, 256> counts = {};
  for (const char c : bytes) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(bytes.size());
    bits -= share * std::log2(share);
  }
  return static_cast<float>(bits);
}

void Keep(Encoding encoding, size_t offset, size_t length, std::optional<EncodedBlob>& best) {
  if (!best || length > best->length) best = EncodedBlob{encoding, offset, length, 0};
}

// Looks at the runs of the alphabet's bytes that have `bytes_min`.
template <typename EncodingOf>
void FindInRuns(std::string_view text, const ByteSet& alphabet, size_t bytes_min,
                EncodingOf encoding_of, std::optional<EncodedBlob>& best) {
  size_t begin = 0;
  while (begin < text.size()) {
    if (!alphabet.Has(text[begin])) {
      ++begin;
      continue;
    }
    size_t end = begin;
    while (end < text.size() && alphabet.Has(text[end])) ++end;
    if (end - begin >= bytes_min) {
      if (const auto encoding = encoding_of(CountRun(text.substr(begin, end - begin)))) {
        Keep(*encoding, begin, end - begin, best);
      }
    }
    begin = end;
  }
}

// Of plain ASCII text, in which nothing is binary.
constexpr ByteSet kPlain([](char c) { return IsPrintable(c) || IsBlank(c); });

// One character of UTF-8, or a byte that is none.
struct Character {
  size_t bytes = 1;
  bool binary = false;  // A control character or no UTF-8.
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
  constexpr size_t kGapMax = 8;  // Plain characters in a row that do not end a stretch.
  constexpr size_t kBinaryMin = 4;
  constexpr size_t kLatin1Min = 12;
  size_t begin = 0;
  size_t end = 0;
  size_t characters = 0;  // Up to end.
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
    // Up to two = end it where they end the text's run.
    for (int i = 0; i < 2 && best->offset + best->length < text.size(); ++i) {
      if (text[best->offset + best->length] == '=') ++best->length;
    }
  }
  if (best) best->entropy_bits = Entropy(text.substr(best->offset, best->length));
  return best;
}

}  // namespace txtsentry::verdict
