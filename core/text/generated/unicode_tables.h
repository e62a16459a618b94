// The Unicode properties that Python's str.lower() and str.isspace() rest on, as CPython has them.
// unicode_tables.cc is written by tests/golden/make_unicode_tables.py, which asks CPython itself.
#ifndef TXTSENTRY_CORE_TEXT_GENERATED_UNICODE_TABLES_H_
#define TXTSENTRY_CORE_TEXT_GENERATED_UNICODE_TABLES_H_

#include <cstdint>

#include "absl/types/span.h"

namespace txtsentry::text {

// Unicode version of the tables, for example "14.0.0".
extern const char* const kUnicodeVersion;

// One-to-one lower-case mappings of non-ASCII code points, sorted by `from`. U+0130 is not here:
// its mapping is two code points long.
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

// Cased and not case-ignorable: what may stand next to a final sigma.
absl::Span<const CodePointRange> CasedRanges();

// Case-ignorable: what is looked through when a sigma's neighbour is sought.
absl::Span<const CodePointRange> CaseIgnorableRanges();

// str.isspace().
absl::Span<const CodePointRange> SpaceRanges();

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_GENERATED_UNICODE_TABLES_H_
