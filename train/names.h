// Random words, host names, addresses and sentences for the grammars.
#ifndef TXTSENTRY_TRAIN_NAMES_H_
#define TXTSENTRY_TRAIN_NAMES_H_

#include <string>

#include "train/rng.h"

namespace txtsentry::train {

// An English word in lower case; includes technical words.
std::string Word(Rng& rng);

// `count` words separated by spaces; sometimes with an upper-case first letter and a final full
// stop.
std::string Sentence(Rng& rng, int count);

// A sentence of words from one of several languages, in UTF-8.
std::string ForeignSentence(Rng& rng, int count);

// Syllables that resemble the name of a place or a company but are not a word.
std::string PlaceName(Rng& rng);

// One label of a host name: a word, several joined words, or letters and digits.
std::string HostLabel(Rng& rng);

// A registered domain with its top-level domain: "blueriver.co.uk".
std::string Domain(Rng& rng);

// A domain with zero to two labels in front.
std::string HostName(Rng& rng);

// A mail address.
std::string MailAddress(Rng& rng);

// A decimal number in [low, high].
std::string Number(Rng& rng, int low, int high);

// A dotted quad.
std::string Ipv4(Rng& rng);

// An IPv6 address in the usual short form.
std::string Ipv6(Rng& rng);

// 8-4-4-4-12 lower-case hex digits.
std::string Uuid(Rng& rng);

// An http or https URL, sometimes with a path.
std::string Url(Rng& rng);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_NAMES_H_
