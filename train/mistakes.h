// What people do to a record while they copy it into a zone.
#ifndef TXTSENTRY_TRAIN_MISTAKES_H_
#define TXTSENTRY_TRAIN_MISTAKES_H_

#include <string>

#include "train/rng.h"

namespace txtsentry::train {

// `text` with one mistake: quotes of a word processor, backslashes in front of semicolons or at the
// end, a lost or doubled semicolon, the words of a zone file in front, a space within a long value.
std::string WithMistake(std::string text, Rng& rng);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_MISTAKES_H_
