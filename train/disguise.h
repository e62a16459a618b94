// Disguises hostile text as a well-known kind of record, to evade detectors that examine only how a
// record starts, ends or what it contains.
#ifndef TXTSENTRY_TRAIN_DISGUISE_H_
#define TXTSENTRY_TRAIN_DISGUISE_H_

#include <string>
#include <string_view>

#include "train/rng.h"

namespace txtsentry::train {

enum class DisguiseKind {
  kPrefix,      // The start of a known kind before the text.
  kSuffix,      // The end of a known kind, or a complete record, after the text.
  kFrame,       // Both.
  kInfix,       // Inside a complete record.
  kProse,       // Between words.
  kHomoglyphs,  // A prefix with some letters from other scripts.
  kSplit,       // Split into pieces, like a record of several strings.
  kPadding,     // Padding around the text.
};
inline constexpr int kDisguiseKinds = 8;

// Returns `hostile` with the given disguise. The result is never a well-formed record of a known
// kind (core/rules). With a vendor's key a short token could be one; another prefix is then drawn,
// and the last resort is the prefix "v=spf1 ".
std::string Disguise(DisguiseKind kind, const std::string& hostile, Rng& rng);

// Same with a random disguise, most often a prefix.
std::string Disguise(const std::string& hostile, Rng& rng);

// Whether the whole text is a well-formed record of a known kind, for any owner name.
bool IsKnownRecord(std::string_view text);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_DISGUISE_H_
