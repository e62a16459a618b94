// Regular expressions of the payload finder. All are RE2 expressions that match a whole word or
// record.
#ifndef TXTSENTRY_CORE_RULES_DETECT_PAYLOAD_EXPRESSIONS_H_
#define TXTSENTRY_CORE_RULES_DETECT_PAYLOAD_EXPRESSIONS_H_

#include <string>

namespace txtsentry::rules {

// A word that belongs in or next to a mail record.
std::string BelongingWord();

// A public key, or its beginning if a space splits the key.
std::string KeyWord();

// Malformed records with common errors and no additional content. MayBeSlip in payload.cc is the
// prefilter.
std::string Slips();

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_DETECT_PAYLOAD_EXPRESSIONS_H_
