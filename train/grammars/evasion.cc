// Hostile content disguised as a well-known kind. The unanchored expressions of the original labels
// treated such records as known; here the whole text decides, so their label is 1.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "train/concat.h"
#include "train/disguise.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

// Draws a record of any of the kinds, with its own kind's name as origin.
Draft DrawAnyOf(absl::Span<const Kind> kinds, Rng& rng) {
  const Kind& kind = kinds[rng.Below(kinds.size())];
  Draft draft = kind.draw(rng);
  draft.origin = kind.name;
  return draft;
}

// Draws content of the other hostile groups.
Draft Hostile(Rng& rng) {
  for (;;) {
    const uint64_t group = rng.Below(4);
    const absl::Span<const Kind> kinds = group == 0   ? TunnelKinds()
                                         : group == 1 ? PayloadKinds()
                                         : group == 2 ? EncodedKinds()
                                                      : CommandKinds();
    Draft draft = DrawAnyOf(kinds, rng);
    if (draft.text.size() >= 8) return draft;
  }
}

template <DisguiseKind kind>
Draft Dressed(Rng& rng) {
  const Draft hostile = Hostile(rng);
  std::string text = Disguise(kind, hostile.text, rng);
  return {std::move(text), Domain(rng), hostile.origin};
}

// Commands, tasking and similar text, possibly only one word.
Draft PlainHostile(Rng& rng) {
  return DrawAnyOf(rng.Chance(60) ? CommandKinds() : PayloadKinds(), rng);
}

// A packet of a tunnel, usually short, because keep-alive packets carry almost no data.
Draft Packet(Rng& rng) {
  for (;;) {
    Draft draft = DrawAnyOf(TunnelKinds(), rng);
    const size_t size = draft.text.size();
    if (size >= 4 && (size <= 80 || rng.Chance(5))) return draft;
  }
}

// A vendor's key whose values have one form, with bytes of another form; possibly as short as a
// tunnel packet.
// NOLINTNEXTLINE(readability-function-size): most of it is a table.
Draft ForeignValue(Rng& rng) {
  // The key, and the length of its real values if they are arbitrary letters and digits, or
  // hexadecimal. A foreign value of such characters and that length would be indistinguishable,
  // because the model ignores case.
  struct Key {
    const char* text;
    int characters;
    int hex_characters = 0;
  };
  constexpr Key kKeys[] = {{"google-site-verification=", 43},
                           {"google-site-verification=", 43},
                           {"google-site-verification=", 43},
                           {"google-site-verification: ", 43},
                           {"MS=", 0, 40},
                           {"MS=", 0, 40},
                           {"MS=", 0, 40},
                           {"MS=", 0, 40},
                           {"MS=", 0, 40},
                           {"MS=", 0, 40},
                           {"MS=ms", 0},
                           {"MS=ms", 0},
                           {"facebook-domain-verification=", 30},
                           {"facebook-domain-verification=", 30},
                           {"apple-domain-verification=", 16},
                           {"apple-domain-verification=", 16},
                           {"apple-domain-verification=", 16},
                           {"apple-domain-verification=", 16},
                           {"apple-domain=", 16},
                           {"docusign=", 0},
                           {"docusign=", 0},
                           {"atlassian-domain-verification=", 64},
                           {"atlassian-domain-verification=", 64},
                           {"v=STSv1; id=", 14, 32},
                           {"v=STSv1; id=", 14, 32},
                           {"v=STSv1; id=", 14, 32},
                           {"v=STSv1; id=", 14, 32},
                           {"v=STSv1;id=", 14, 32},
                           {"ms-domain-verification=", 0},
                           {"v=verifydomain MS=", 0, 40},
                           {"keybase-site-verification=", 43},
                           {"amazonses:", 44},
                           {"dh=", 0, 40},
                           {"did=did:plc:", 24},
                           {"zoho-verification=", 0},
                           {"pardot123456=", 0, 64},
                           {"SFMC-", 40},
                           {"vc-domain-verify=", 0},
                           {"workplace-domain-verification=", 30},
                           {"k=ed25519; p=", 44},
                           {"v=DKIM1; k=ed25519; p=", 44},
                           {"v=TLSRPTv1; rua=mailto:", 0},
                           {"v=DMARC1; p=none; rua=mailto:", 0},
                           {"v=DMARC1; p=", 0},
                           {"v=BIMI1; l=", 0},
                           {"dnslink=/ipfs/", 46}};
  for (;;) {
    const Key& key = rng.Pick(kKeys);
    const uint64_t form = rng.Below(13);
    const bool is_hex = form <= 3;
    const bool is_packet = form >= 10;
    const int real = is_hex ? key.hex_characters : key.characters;
    // Half of the values have nearly the length of real ones, so only the length differs.
    int characters = rng.Range(8, 72);
    if (real > 0 && rng.Chance(50)) characters = std::max(6, real + rng.Range(-12, 12));
    Draft value;
    switch (form) {
      case 0:
      case 1:
      case 2:
        value.text = rng.Characters(kHexLower, characters);
        break;
      case 3:
        value.text = rng.Characters(kHexUpper, characters);
        break;
      case 4:
        value.text = Base64Encode(rng.Bytes(characters * 3 / 4));
        break;
      case 5:
        value.text = Base64Encode(Sentence(rng, rng.Range(1, 6)));
        break;
      case 6:
        value.text = rng.Characters(rng.Chance(50) ? kBase32Upper : kBase32Lower, characters);
        break;
      case 7:
        value = PlainHostile(rng);
        break;
      case 8:
      case 9:
        value.text = rng.Characters(rng.Chance(50) ? kAlnum : kBase64Url, characters);
        break;
      default:
        value = Packet(rng);
    }
    // A packet is recognizable by its header at any length.
    const auto length = static_cast<int>(value.text.size());
    if (!is_packet && std::abs(length - real) <= 2) continue;
    std::string text = key.text + value.text;
    if (!IsKnownRecord(text)) return {std::move(text), Domain(rng), value.origin};
  }
}

// A payload encoded as mechanisms of an SPF record or as labels of host names.
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

constexpr Kind kKinds[] = {{"foreign_value", 1, 120, ForeignValue},
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
