// Hostile text dressed as a well-known kind of record, the way that evades a reader who looks only
// at how a record begins, ends or what it holds.
#ifndef TXTSENTRY_TRAIN_DISGUISE_H_
#define TXTSENTRY_TRAIN_DISGUISE_H_

#include <string>
#include <string_view>

#include "train/rng.h"

namespace txtsentry::train {

enum class DisguiseKind {
  kPrefix,      // The beginning of a known kind in front.
  kSuffix,      // The end of a known kind, or a whole record, behind.
  kFrame,       // Both.
  kInfix,       // In the middle of a whole record.
  kProse,       // Between words.
  kHomoglyphs,  // A prefix, some of its letters taken from other scripts.
  kSplit,       // Cut into pieces, as a record of several strings is.
  kPadding,     // Fillers around it.
};
inline constexpr int kDisguiseKinds = 8;

// `hostile` in that disguise. The result is never a well-formed record of a known kind
// (core/rules): with the key of a vendor, a short token would be; then another beginning is
// drawn, and in the end the text stands behind "v=spf1 ".
std::string Disguise(DisguiseKind kind, const std::string& hostile, Rng& rng);

// The same in any disguise, prefixes most often.
std::string Disguise(const std::string& hostile, Rng& rng);

// Whether the whole text is a well-formed record of a known kind, whoever owns it.
bool IsKnownRecord(std::string_view text);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_DISGUISE_H_
