// Words, host names, addresses and sentences: the vocabulary that the grammars draw from.
#ifndef TXTSENTRY_TRAIN_NAMES_H_
#define TXTSENTRY_TRAIN_NAMES_H_

#include <string>

#include "train/rng.h"

namespace txtsentry::train {

// An English word in lower case; technical words among them.
std::string Word(Rng& rng);

// `count` words with one space between; the first letter is upper case and the end a full stop now
// and then.
std::string Sentence(Rng& rng, int count);

// A sentence of words from one of several languages, UTF-8.
std::string ForeignSentence(Rng& rng, int count);

// Syllables that read like the name of a place or a company and are no word.
std::string PlaceName(Rng& rng);

// One label of a host name: a word, some words joined, letters and digits.
std::string HostLabel(Rng& rng);

// A registered domain and top level: "blueriver.co.uk".
std::string Domain(Rng& rng);

// A domain with none to two labels in front.
std::string HostName(Rng& rng);

// A mail address at a domain.
std::string MailAddress(Rng& rng);

// A decimal number in [low, high].
std::string Number(Rng& rng, int low, int high);

// A dotted quad.
std::string Ipv4(Rng& rng);

// An IPv6 address in the usual short form.
std::string Ipv6(Rng& rng);

// 8-4-4-4-12 lower-case hex digits.
std::string Uuid(Rng& rng);

// An http or https address, with a path now and then.
std::string Url(Rng& rng);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_NAMES_H_
