// Hostile content dressed as a well-known kind. The unanchored expressions of the original
// labelling called such records known; here the whole text decides, so that they are label 1.
#include <string>

#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

// Content of the other hostile groups, to follow `start`. Behind a vendor's key a short payload
// would be a token like any other and nothing in its text would tell it apart, so that it is drawn
// again; as a word of its own it shows.
std::string Hostile(Rng& rng, const std::string& start) {
  const bool own_word = start.empty() || start.back() == ' ';
  for (;;) {
    const uint64_t group = rng.Below(3);
    const absl::Span<const Kind> kinds = group == 0   ? TunnelKinds()
                                         : group == 1 ? PayloadKinds()
                                                      : CommandKinds();
    std::string text = kinds[rng.Below(kinds.size())].draw(rng).text;
    const bool has_space = text.find(' ') != std::string::npos;
    if (text.size() >= (own_word ? 10u : has_space ? 24u : 100u)) return text;
  }
}

std::string BenignStart(Rng& rng) {
  switch (rng.Below(9)) {
    case 0:
    case 1:
      return "v=spf1 ";
    case 2:
      return Concat({"v=spf1 include:", HostName(rng), " "});
    case 3:
      return rng.Pick({"google-site-verification=", "MS=", "MS=ms",
                       "docusign=", "facebook-domain-verification=", "apple-domain-verification=",
                       "atlassian-domain-verification="});
    case 4:
      return rng.Pick({"k=rsa; p=", "v=DKIM1; k=rsa; p=", "v=DKIM1; p=", "p="});
    case 5:
      return rng.Pick({"v=DMARC1; p=none; rua=mailto:", "v=DMARC1; p=", "v=DMARC1; ",
                       "v=STSv1; id=", "v=TLSRPTv1; rua=", "v=BIMI1; l="});
    case 6:
      return Concat(
          {Word(rng), rng.Pick({"-domain-verification=", "-site-verification=", "-verify="})});
    case 7:
      return MailKinds()[rng.Below(4)].draw(rng).text + " ";
    default:
      return Concat({rng.Pick({"dnslink=", "did=did:plc:", "vc-domain-verify=", "https://",
                               "heritage=external-dns,"}),
                     rng.Chance(30) ? HostName(rng) : std::string()});
  }
}

std::string BenignEnd(Rng& rng) {
  return rng.Pick({" -all", " ~all", " include:_spf.google.com ~all", "; p=none", " v=spf1 -all",
                   " mx a -all", "; rua=mailto:postmaster@example.com"});
}

Draft Prefix(Rng& rng) {
  const std::string start = BenignStart(rng);
  return {start + Hostile(rng, start), Domain(rng)};
}

Draft Frame(Rng& rng) {
  const std::string start = BenignStart(rng);
  return {Concat({start, Hostile(rng, start), BenignEnd(rng)}), Domain(rng)};
}

Draft Suffix(Rng& rng) { return {Concat({Hostile(rng, ""), BenignEnd(rng)}), Domain(rng)}; }

// In the middle of a whole SPF record, between two mechanisms where there are any.
Draft Infix(Rng& rng) {
  std::string text = MailKinds()[0].draw(rng).text;
  const size_t middle = text.find(' ', text.size() / 2);
  text.insert(middle == std::string::npos ? text.size() : middle, " " + Hostile(rng, " "));
  return {text, Domain(rng)};
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

constexpr Kind kKinds[] = {{"evasion_prefix", 1, 64, Prefix},
                           {"evasion_frame", 1, 30, Frame},
                           {"evasion_suffix", 1, 12, Suffix},
                           {"evasion_infix", 1, 16, Infix},
                           {"evasion_mechanisms", 1, 12, Mechanisms}};

}  // namespace

absl::Span<const Kind> EvasionKinds() { return kKinds; }

}  // namespace txtsentry::train
