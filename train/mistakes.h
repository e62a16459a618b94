// Simulates mistakes that people make when they copy a record into a zone.
#ifndef TXTSENTRY_TRAIN_MISTAKES_H_
#define TXTSENTRY_TRAIN_MISTAKES_H_

#include <string>

#include "train/rng.h"

namespace txtsentry::train {

// Returns `text` with one mistake: typographic quotes, backslashes before semicolons or at the end,
// a missing or doubled semicolon, zone-file syntax in front, or a space inside a long value.
std::string WithMistake(std::string text, Rng& rng);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_MISTAKES_H_
