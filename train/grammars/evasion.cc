// Hostile content dressed as a well-known kind. The unanchored expressions of the original
// labelling called such records known; here the whole text decides, so that they are label 1.
#include <string>
#include <utility>

#include "train/concat.h"
#include "train/disguise.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

// Content of the other hostile groups, under its own kind's name.
Draft Hostile(Rng& rng) {
  for (;;) {
    const uint64_t group = rng.Below(3);
    const absl::Span<const Kind> kinds = group == 0   ? TunnelKinds()
                                         : group == 1 ? PayloadKinds()
                                                      : CommandKinds();
    const Kind& kind = kinds[rng.Below(kinds.size())];
    Draft draft = kind.draw(rng);
    draft.origin = kind.name;
    if (draft.text.size() >= 8) return draft;
  }
}

template <DisguiseKind kind>
Draft Dressed(Rng& rng) {
  const Draft hostile = Hostile(rng);
  std::string text = Disguise(kind, hostile.text, rng);
  return {std::move(text), Domain(rng), hostile.origin};
}

// A payload written as the mechanisms of an SPF record or as labels of host names.
Draft Mechanisms(Rng& rng) {
  const int bytes = rng.Range(60, 160);
  const std::string data = rng.Bytes(bytes);
  const std::string payload = rng.Chance(50) ? HexEncode(data) : Base32Encode(data, kBase32Lower);
  std::string text = "v=spf1";
  const size_t width = static_cast<size_t>(rng.Range(24, 62));
  for (size_t at = 0; at < payload.size(); at += width) {
    text += std::string(rng.Chance(70) ? " include:" : " a:");
    text += payload.substr(at, width);
    if (rng.Chance(50)) text += "." + Domain(rng);
  }
  return {text + " -all", Domain(rng)};
}

constexpr Kind kKinds[] = {{"evasion_prefix", 1, 70, Dressed<DisguiseKind::kPrefix>},
                           {"evasion_frame", 1, 20, Dressed<DisguiseKind::kFrame>},
                           {"evasion_suffix", 1, 14, Dressed<DisguiseKind::kSuffix>},
                           {"evasion_infix", 1, 14, Dressed<DisguiseKind::kInfix>},
                           {"evasion_prose", 1, 10, Dressed<DisguiseKind::kProse>},
                           {"evasion_homoglyphs", 1, 10, Dressed<DisguiseKind::kHomoglyphs>},
                           {"evasion_split", 1, 8, Dressed<DisguiseKind::kSplit>},
                           {"evasion_padding", 1, 5, Dressed<DisguiseKind::kPadding>},
                           {"evasion_mechanisms", 1, 10, Mechanisms}};

}  // namespace

absl::Span<const Kind> EvasionKinds() { return kKinds; }

}  // namespace txtsentry::train
