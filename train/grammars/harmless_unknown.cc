// Text that matches no well-known kind and whose characters do not show that it is harmless: bare
// tokens, keys, data formats.
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

// Unpronounceable codes: "tjrhecsy".
Draft RandomLetters(Rng& rng) {
  const int count = rng.Range(5, 24);
  return {rng.Characters("bcdfghjklmnpqrstvwxz", count), Domain(rng)};
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

// The second string of a long DKIM key, reported separately by tools that treat each string as a
// record.
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

// A DNSCrypt certificate (magic number, version and random bytes) or other binary data.
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
                           {"random_letters", 1, 10, RandomLetters},
                           {"json", 1, 8, Json},
                           {"key_half", 1, 8, KeyHalf},
                           {"pem", 1, 4, Pem},
                           {"binary", 1, 8, Binary}};

}  // namespace

absl::Span<const Kind> HarmlessUnknownKinds() { return kKinds; }

}  // namespace txtsentry::train
