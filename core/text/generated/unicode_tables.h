// Unicode properties behind Python's str.lower() and str.isspace(), as CPython defines them.
// tests/golden/make_unicode_tables.py generates unicode_tables.cc by calling CPython.
#ifndef TXTSENTRY_CORE_TEXT_GENERATED_UNICODE_TABLES_H_
#define TXTSENTRY_CORE_TEXT_GENERATED_UNICODE_TABLES_H_

#include <cstdint>

#include "absl/types/span.h"

namespace txtsentry::text {

// The Unicode version of the tables, for example "14.0.0".
extern const char* const kUnicodeVersion;

// One-to-one lower-case mappings of non-ASCII code points, sorted by `from`. Excludes U+0130, which
// maps to two code points.
struct LowerMapping {
  uint32_t from;
  uint32_t to;
};
absl::Span<const LowerMapping> LowerMappings();

// An inclusive range of code points; each table is sorted and disjoint.
struct CodePointRange {
  uint32_t first;
  uint32_t last;
};

// Code points that are cased and not case-ignorable. They decide whether a sigma is final.
absl::Span<const CodePointRange> CasedRanges();

// Case-ignorable code points, which the final-sigma rule skips.
absl::Span<const CodePointRange> CaseIgnorableRanges();

// Code points for which str.isspace() is true.
absl::Span<const CodePointRange> SpaceRanges();

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_GENERATED_UNICODE_TABLES_H_
