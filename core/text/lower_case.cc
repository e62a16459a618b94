#include "core/text/lower_case.h"

#include <algorithm>

#include "core/text/generated/unicode_tables.h"

namespace txtsentry::text {
namespace {

constexpr char32_t kCapitalSigma = 0x03A3;
constexpr char32_t kSmallSigma = 0x03C3;
constexpr char32_t kFinalSigma = 0x03C2;
constexpr char32_t kCapitalIWithDot = 0x0130;
constexpr char32_t kCombiningDotAbove = 0x0307;

bool InRanges(absl::Span<const CodePointRange> ranges, char32_t c) {
  const auto* after = std::upper_bound(
      ranges.begin(), ranges.end(), static_cast<uint32_t>(c),
      [](uint32_t value, const CodePointRange& range) { return value < range.first; });
  return after != ranges.begin() && c <= (after - 1)->last;
}

bool IsCased(char32_t c) { return InRanges(CasedRanges(), c); }
bool IsCaseIgnorable(char32_t c) { return InRanges(CaseIgnorableRanges(), c); }

char32_t SimpleLower(char32_t c) {
  if (c < 0x80) return c >= U'A' && c <= U'Z' ? c + 0x20 : c;
  const auto mappings = LowerMappings();
  const auto* found = std::lower_bound(
      mappings.begin(), mappings.end(), static_cast<uint32_t>(c),
      [](const LowerMapping& mapping, uint32_t value) { return mapping.from < value; });
  return found != mappings.end() && found->from == c ? found->to : c;
}

// The Final_Sigma condition of SpecialCasing.txt at text[i]: a cased letter precedes and none
// follows, ignoring case-ignorable characters. The gaps that two sigmas scan overlap in at most one
// neighbour each, so the total time is linear in the text.
bool IsFinalSigma(std::u32string_view text, size_t i) {
  size_t before = i;
  while (before > 0 && IsCaseIgnorable(text[before - 1])) --before;
  if (before == 0 || !IsCased(text[before - 1])) return false;
  size_t after = i + 1;
  while (after < text.size() && IsCaseIgnorable(text[after])) ++after;
  return after == text.size() || !IsCased(text[after]);
}

}  // namespace

bool IsPythonSpace(char32_t code_point) { return InRanges(SpaceRanges(), code_point); }

std::u32string PythonLower(std::u32string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (c == kCapitalSigma) {
      out.push_back(IsFinalSigma(text, i) ? kFinalSigma : kSmallSigma);
    } else if (c == kCapitalIWithDot) {
      out.push_back(U'i');
      out.push_back(kCombiningDotAbove);
    } else {
      out.push_back(SimpleLower(c));
    }
  }
  return out;
}

int LoweredCodePoints(char32_t code_point) { return code_point == kCapitalIWithDot ? 2 : 1; }

}  // namespace txtsentry::text
