// Python's str.lower() and str.isspace() for code points.
#ifndef TXTSENTRY_CORE_TEXT_LOWER_CASE_H_
#define TXTSENTRY_CORE_TEXT_LOWER_CASE_H_

#include <string>
#include <string_view>

namespace txtsentry::text {

// Equals str.isspace() for one character.
bool IsPythonSpace(char32_t code_point);

// Equals str.lower(): the full case mapping of Unicode (SpecialCasing.txt's unconditional rules and
// the final sigma). U+0130 becomes two code points, and a capital sigma at a word's end becomes
// U+03C2. Linear time.
std::u32string PythonLower(std::u32string_view text);

// Returns the number of code points that PythonLower produces for this one in any context: 2 for
// U+0130, otherwise 1.
int LoweredCodePoints(char32_t code_point);

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_LOWER_CASE_H_
