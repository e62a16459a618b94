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
    const uint64_t group = rng.Below(4);
    const absl::Span<const Kind> kinds = group == 0   ? TunnelKinds()
                                         : group == 1 ? PayloadKinds()
                                         : group == 2 ? EncodedKinds()
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

// The key of a vendor whose values have one shape, and bytes in another shape: as little as a
// packet of a tunnel holds.
Draft ForeignValue(Rng& rng) {
  constexpr const char* kKeys[] = {"google-site-verification=",
                                   "google-site-verification=",
                                   "MS=",
                                   "MS=",
                                   "MS=ms",
                                   "MS=ms",
                                   "facebook-domain-verification=",
                                   "facebook-domain-verification=",
                                   "apple-domain-verification=",
                                   "apple-domain-verification=",
                                   "docusign=",
                                   "docusign=",
                                   "atlassian-domain-verification=",
                                   "atlassian-domain-verification=",
                                   "v=STSv1; id=",
                                   "v=STSv1; id=",
                                   "v=STSv1;id=",
                                   "ms-domain-verification=",
                                   "v=verifydomain MS=",
                                   "google-site-verification: ",
                                   "keybase-site-verification=",
                                   "amazonses:",
                                   "dh=",
                                   "did=did:plc:",
                                   "zoho-verification=",
                                   "brevo-code:",
                                   "pardot123456=",
                                   "SFMC-",
                                   "yandex-verification: ",
                                   "mailru-verification: ",
                                   "_globalsign-domain-verification=",
                                   "ZOOM_verify_",
                                   "vc-domain-verify=",
                                   "apple-domain=",
                                   "workplace-domain-verification=",
                                   "sendinblue-code:",
                                   "k=ed25519; p=",
                                   "v=DKIM1; k=ed25519; p=",
                                   "v=TLSRPTv1; rua=mailto:",
                                   "v=DMARC1; p=none; rua=mailto:",
                                   "v=DMARC1; p=",
                                   "v=BIMI1; l=",
                                   "dnslink=/ipfs/"};
  for (;;) {
    const std::string key = rng.Pick(kKeys);
    const int characters = rng.Range(8, 72);
    std::string value;
    switch (rng.Below(8)) {
      case 0:
      case 1:
      case 2:
        value = rng.Characters(kHexLower, characters);
        break;
      case 3:
        value = rng.Characters(kHexUpper, characters);
        break;
      case 4:
        value = Base64Encode(rng.Bytes(characters * 3 / 4));
        break;
      case 5:
        value = Base64Encode(Sentence(rng, rng.Range(1, 6)));
        break;
      case 6:
        value = rng.Characters(rng.Chance(50) ? kBase32Upper : kBase32Lower, characters);
        break;
      default:
        value = rng.Characters(rng.Chance(50) ? kAlnum : kBase64Url, characters);
    }
    if (!IsKnownRecord(key + value)) return {key + value, Domain(rng)};
  }
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

constexpr Kind kKinds[] = {{"foreign_value", 1, 80, ForeignValue},
                           {"evasion_prefix", 1, 70, Dressed<DisguiseKind::kPrefix>},
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
