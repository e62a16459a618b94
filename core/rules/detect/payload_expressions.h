// What the payload finder matches words and records against. All are RE2 for a whole word or
// record.
#ifndef TXTSENTRY_CORE_RULES_DETECT_PAYLOAD_EXPRESSIONS_H_
#define TXTSENTRY_CORE_RULES_DETECT_PAYLOAD_EXPRESSIONS_H_

#include <string>

namespace txtsentry::rules {

// A word that belongs in a record of mail or beside one.
std::string BelongingWord();

// A public key, or the beginning of one: the rest of it follows after a blank.
std::string KeyWord();

// Records that somebody got wrong in a way that is common, and that hold no more than they should.
// MayBeSlip of payload.cc has how they begin.
std::string Slips();

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_DETECT_PAYLOAD_EXPRESSIONS_H_
