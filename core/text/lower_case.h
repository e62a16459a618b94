// Python's str.lower() and str.isspace() on code points.
#ifndef TXTSENTRY_CORE_TEXT_LOWER_CASE_H_
#define TXTSENTRY_CORE_TEXT_LOWER_CASE_H_

#include <string>
#include <string_view>

namespace txtsentry::text {

// str.isspace() of one character.
bool IsPythonSpace(char32_t code_point);

// str.lower(): full case mapping of Unicode (SpecialCasing.txt's unconditional rules and the final
// sigma), so U+0130 becomes two code points and a capital sigma at a word's end U+03C2. Linear
// time.
std::u32string PythonLower(std::u32string_view text);

// How many code points PythonLower makes of this one, wherever it stands: two of U+0130, else one.
int LoweredCodePoints(char32_t code_point);

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_LOWER_CASE_H_
