// Text that no well-known kind matches and that means no harm: tokens, words, prose, data formats.
#include <string>

#include "absl/strings/str_format.h"
#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

Draft HexToken(Rng& rng) {
  switch (rng.Below(5)) {
    case 0:
      return {rng.Characters(kHexLower, 30), "_github-pages-challenge-" + HostLabel(rng)};
    case 1:
      return {rng.Characters(kHexLower, 10), "_github-challenge-" + HostLabel(rng)};
    case 2:
      return {rng.Characters(kHexUpper, 64), Domain(rng)};
    default: {
      const int bytes = rng.Range(4, 40);
      return {HexEncode(rng.Bytes(bytes)), Domain(rng)};
    }
  }
}

Draft MixedToken(Rng& rng) {
  switch (rng.Below(7)) {
    case 0:
    case 1:
      return {rng.Characters(kBase64Url, 43), "_acme-challenge." + HostName(rng)};
    case 2: {
      const int bytes = rng.Range(12, 64);
      return {Base64Encode(rng.Bytes(bytes)), Domain(rng)};
    }
    case 3:
      return {rng.Characters(kLowerDigits, 32), "_dnsauth." + Domain(rng)};
    case 4:
      return {Concat({"_", rng.Characters(kLowerDigits, 31)}), Domain(rng)};
    case 5:
      return {Concat({rng.Characters(kDigits, 9), "-", rng.Characters(kDigits, 7)}), Domain(rng)};
    default: {
      const int count = rng.Range(8, 60);
      return {rng.Characters(rng.Chance(50) ? kAlnum : kLowerDigits, count), Domain(rng)};
    }
  }
}

Draft UuidToken(Rng& rng) { return {Uuid(rng), "_cf-custom-hostname." + HostName(rng)}; }

Draft PlainNumber(Rng& rng) {
  const int count = rng.Range(1, 14);
  return {rng.Characters(kDigits, count), Domain(rng)};
}

Draft SingleWord(Rng& rng) {
  std::string text = HostLabel(rng);
  if (rng.Chance(20)) text = "." + text;
  if (rng.Chance(20)) text[0] = static_cast<char>(text[0] - (text[0] >= 'a' ? 32 : 0));
  return {text, Domain(rng)};
}

Draft Prose(Rng& rng) {
  const int words = rng.Chance(70) ? rng.Range(2, 9) : rng.Range(10, 40);
  return {rng.Chance(75) ? Sentence(rng, words) : ForeignSentence(rng, words), Domain(rng)};
}

Draft BareHostName(Rng& rng) {
  std::string text = HostName(rng);
  if (rng.Chance(20)) text += ".";
  if (rng.Chance(15)) text = Concat({"_github-pages-challenge-", HostLabel(rng), ".", text});
  if (rng.Chance(15))
    text = Concat({"ns-", Number(rng, 1, 2000), ".awsdns-", Number(rng, 10, 60), ".",
                   rng.Pick({"com", "org", "net", "co.uk"})});
  return {text, Domain(rng)};
}

Draft Contact(Rng& rng) {
  if (rng.Chance(50)) return {MailAddress(rng), Domain(rng)};
  return {Ipv6(rng), Domain(rng)};
}

Draft ResourceName(Rng& rng) {
  if (rng.Chance(60)) {
    return {Concat({"arn:aws:iam::", rng.Characters(kDigits, 12), ":role/", HostLabel(rng), "-",
                    HostLabel(rng), "-CrossAccountRole-", rng.Characters(kUpperDigits, 13)}),
            HostName(rng)};
  }
  return {Concat({Word(rng), ":", HostLabel(rng), ":", Number(rng, 1, 9000)}), Domain(rng)};
}

Draft Json(Rng& rng) {
  std::string text = "{";
  for (int pairs = rng.Range(1, 5); pairs > 0; --pairs) {
    text += Concat({"\"", Word(rng), "\":"});
    text += rng.Chance(50) ? Concat({"\"", HostLabel(rng), "\""}) : Number(rng, 0, 9999);
    if (pairs > 1) text += rng.Chance(50) ? "," : ", ";
  }
  return {text + "}", Domain(rng)};
}

// The second string of a long DKIM key, reported alone by tools that treat each string as a record.
Draft KeyHalf(Rng& rng) {
  const int count = rng.Range(120, 220);
  std::string text = rng.Characters(kBase64, count) + "IDAQAB";
  return {rng.Chance(40) ? text + ";" : text, "default._domainkey." + Domain(rng)};
}

Draft Pem(Rng& rng) {
  const char* const what = rng.Pick({"PUBLIC KEY", "CERTIFICATE", "RSA PRIVATE KEY"});
  const int count = rng.Range(100, 350);
  return {absl::StrFormat("-----BEGIN %s----- %s -----END %s-----", what,
                          rng.Characters(kBase64, count), what),
          Domain(rng)};
}

// A DNSCrypt certificate (the magic, a version and random bytes) and other binary data.
Draft Binary(Rng& rng) {
  std::string text("DNSC\0", 5);
  text += rng.Chance(50) ? '\1' : '\2';
  text += std::string(2, '\0');
  if (rng.Chance(40)) text.clear();
  const int count = rng.Range(20, 116);
  return {text + rng.Bytes(count), "2.dnscrypt-cert." + Domain(rng)};
}

constexpr Kind kKinds[] = {{"hex_token", 1, 30, HexToken},
                           {"mixed_token", 1, 30, MixedToken},
                           {"uuid_token", 1, 8, UuidToken},
                           {"plain_number", 1, 8, PlainNumber},
                           {"single_word", 1, 22, SingleWord},
                           {"prose", 1, 40, Prose},
                           {"bare_host_name", 1, 18, BareHostName},
                           {"contact", 1, 8, Contact},
                           {"resource_name", 1, 8, ResourceName},
                           {"json", 1, 8, Json},
                           {"key_half", 1, 8, KeyHalf},
                           {"pem", 1, 4, Pem},
                           {"binary", 1, 8, Binary}};

}  // namespace

absl::Span<const Kind> HarmlessUnknownKinds() { return kKinds; }

}  // namespace txtsentry::train
