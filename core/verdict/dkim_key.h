// The public keys of DKIM records.
#ifndef TXTSENTRY_CORE_VERDICT_DKIM_KEY_H_
#define TXTSENTRY_CORE_VERDICT_DKIM_KEY_H_

#include <string_view>

namespace txtsentry::verdict {

// What kDkimKey (expressions.h) matches. By code, as an automaton has a state for each byte of so
// long a key.
bool IsDkimKey(std::string_view key);

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_DKIM_KEY_H_
