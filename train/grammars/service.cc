// Well-known records of other services: DNSLink, external-dns, DNS-SD, URLs, addresses, lookups.
#include <string>

#include "absl/strings/str_format.h"
#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

Draft DnsLink(Rng& rng) {
  std::string path;
  switch (rng.Below(4)) {
    case 0:
      path = "/ipfs/Qm" + rng.Characters(kBase58, 44);
      break;
    case 1:
      path = "/ipfs/bafy" + rng.Characters(kBase32Lower, 55);
      break;
    case 2:
      path = "/ipns/k51qzi5uqu5d" + rng.Characters(kLowerDigits, 50);
      break;
    default:
      path = "/ipns/" + HostName(rng);
  }
  return {"dnslink=" + path, "_dnslink." + Domain(rng)};
}

Draft ExternalDns(Rng& rng) {
  return {Concat({"heritage=external-dns,external-dns/owner=",
                  rng.Chance(60) ? std::string("default") : HostLabel(rng),
                  ",external-dns/resource=", rng.Pick({"ingress/", "service/", "crd/"}),
                  HostLabel(rng), "/", HostLabel(rng)}),
          HostName(rng)};
}

std::string MacAddress(Rng& rng) {
  std::string text = rng.Characters(kHexUpper, 2);
  for (int i = 0; i < 5; ++i) text += ":" + rng.Characters(kHexUpper, 2);
  return text;
}

std::string ServiceValue(Rng& rng) {
  switch (rng.Below(7)) {
    case 0:
      return Number(rng, 0, 9);
    case 1:
      return Concat({Number(rng, 0, 20), ".", Number(rng, 0, 9)});
    case 2:
      return HostLabel(rng);
    case 3:
      return absl::StrFormat("0x%x", rng.Range(0, 0xfffff));
    case 4:
      return MacAddress(rng);
    case 5:
      return rng.Characters(kHexLower, 12);
    default:
      return Word(rng);
  }
}

// Key=value pairs of RFC 6763, as announced by printers, speakers and computers.
Draft ServiceDiscovery(Rng& rng) {
  std::string text;
  const int pairs = rng.Range(1, 8);
  switch (rng.Below(4)) {
    case 0:
      text = "txtvers=1";
      break;
    case 1:
      text = Concat({"model=", rng.Pick({"MacBookPro", "iMac", "Macmini", "MacBookAir"}),
                     Number(rng, 8, 20), ",", Number(rng, 1, 4), " osxvers=", Number(rng, 15, 24)});
      break;
    case 2:
      text =
          Concat({"id=", rng.Characters(kHexLower, 32),
                  " md=", rng.Pick({"Chromecast", "Google Home", "Nest Hub"}), " ve=05 rm= st=0"});
      break;
    default:
      text = Concat(
          {"rpBA=", MacAddress(rng), " rpVr=", Number(rng, 100, 300), ".", Number(rng, 1, 5)});
  }
  for (int i = 0; i < pairs; ++i) {
    text += std::string(" ") +
            rng.Pick({"vers",    "path",     "rp",       "ty",  "note",  "srcvers", "am",
                      "vv",      "sf",       "ft",       "pk",  "Color", "Duplex",  "qtotal",
                      "product", "adminurl", "priority", "pdl", "u",     "rpHN",    "rpAD"});
    text += "=" + ServiceValue(rng);
  }
  return {text, HostLabel(rng) + "._ipp._tcp.local"};
}

// Short attributes in the style of RFC 1464: a word, an equals sign, a word or number.
Draft Attribute(Rng& rng) {
  std::string text;
  const std::string join = rng.Chance(50) ? ";" : " ";
  for (int pairs = rng.Range(1, 4); pairs > 0; --pairs) {
    if (!text.empty()) text += join;
    text += Concat({Word(rng), "="});
    text += rng.Chance(70) ? HostLabel(rng) : Number(rng, 0, 5000);
  }
  return {text, Domain(rng)};
}

Draft UrlRecord(Rng& rng) {
  std::string text = Url(rng);
  if (rng.Chance(15)) text = Concat({Word(rng), "=", Url(rng)});
  if (rng.Chance(8)) text = Concat({Sentence(rng, 4), " ", Url(rng)});
  return {text, Domain(rng)};
}

Draft Ipv4Record(Rng& rng) {
  std::string text = Ipv4(rng);
  if (rng.Chance(15)) text += absl::StrFormat("/%d", rng.Range(8, 32));
  while (rng.Chance(20)) text += " " + Ipv4(rng);
  return {text, Domain(rng)};
}

// Answers of lookup services that use TXT: ASN origin, ClamAV versions, blocking lists, software
// status.
Draft LookupAnswer(Rng& rng) {
  switch (rng.Below(4)) {
    case 0:
      return {Concat({Number(rng, 1, 400000), " | ", Ipv4(rng), "/", Number(rng, 8, 24), " | ",
                      rng.Characters("ABCDEFGHIJKLMNOPRSTUZ", 2), " | ",
                      rng.Pick({"arin", "ripencc", "apnic", "lacnic", "afrinic"}), " | 20",
                      Number(rng, 10, 25), "-0", Number(rng, 1, 9), "-", Number(rng, 10, 28)}),
              "origin.asn.cymru.com"};
    case 1:
      return {Concat({"0.", Number(rng, 100, 105), ".", Number(rng, 0, 12), ":",
                      Number(rng, 60, 63), ":", Number(rng, 25000, 28000), ":",
                      Number(rng, 1600000000, 1790000000), ":1:", Number(rng, 80, 95), ":",
                      Number(rng, 49000, 50000), ":", Number(rng, 330, 340)}),
              "current.cvd.clamav.net"};
    case 2:
      return {Concat({"https://www.", Domain(rng), "/query/ip/", Ipv4(rng)}), "bl." + Domain(rng)};
    default:
      return {Concat({Number(rng, 1, 3), " ",
                      rng.Pick({"OK", "Upgrade now", "Unsupported release (EOL)",
                                "Upgrade recommended, see the advisory"})}),
              Concat({"recursor-", Number(rng, 3, 5), ".secpoll.", Domain(rng)})};
  }
}

constexpr Kind kKinds[] = {{"dnslink", 0, 10, DnsLink},
                           {"external_dns", 0, 8, ExternalDns},
                           {"service_discovery", 0, 16, ServiceDiscovery},
                           {"attribute", 0, 14, Attribute},
                           {"url", 0, 24, UrlRecord},
                           {"ipv4", 0, 14, Ipv4Record},
                           {"lookup_answer", 0, 12, LookupAnswer}};

}  // namespace

absl::Span<const Kind> ServiceKinds() { return kKinds; }

}  // namespace txtsentry::train
