// Answers of DNS tunnels in the encodings that their documentation and sources describe.
#include <string>

#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

// dnscat2: hex of packet id (2), type (1), session (2), sequence numbers (4) and the data, which is
// encrypted or plain; at most 241 digits.
Draft Dnscat2(Rng& rng) {
  std::string packet = rng.Bytes(2);
  packet += static_cast<char>(rng.Below(3));
  packet += rng.Bytes(2);
  switch (rng.Below(4)) {
    case 0:  // SYN with options and the name of the session.
      packet += rng.Bytes(2) + std::string("\0%", 2);
      packet += Concat({"command (", HostLabel(rng), ")"}) + '\0';
      break;
    case 1:  // MSG that is not encrypted.
      packet += rng.Bytes(4);
      packet += Sentence(rng, rng.Range(2, 10));
      break;
    default: {  // Signature, nonce and encrypted body.
      const int count = rng.Range(8, 110);
      packet += rng.Bytes(count);
    }
  }
  return {HexEncode(packet.substr(0, 120)), Concat({"dnscat.", rng.Characters(kHexLower, 34)})};
}

// iodine: a letter that names the codec, then data in base32, base64, its URL form or base128.
Draft Iodine(Rng& rng) {
  if (rng.Chance(10)) {
    // Handshakes in clear: the login's answer and the refusals.
    return {rng.Chance(50)
                ? Concat({"t", Base32Encode(Concat({"VACK", rng.Bytes(5)}), kBase32Lower)})
                : Concat({rng.Pick({"t", "s", "h"}), "10.", Number(rng, 0, 99), ".",
                          Number(rng, 0, 9), ".1-10.", Number(rng, 0, 99), ".", Number(rng, 0, 9),
                          ".2-", Number(rng, 1000, 1300), "-", Number(rng, 24, 29)}),
            ""};
  }
  const int bytes = rng.Chance(25) ? rng.Range(6, 14) : rng.Range(20, 150);
  const std::string data = rng.Bytes(bytes);
  switch (rng.Below(4)) {
    case 0:
      return {"t" + Base32Encode(data, "abcdefghijklmnopqrstuvwxyz012345"), ""};
    case 1:
      return {
          "s" + Base64Encode(data, false,
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789+"),
          ""};
    case 2:
      return {
          "u" + Base64Encode(data, false,
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789_"),
          ""};
    default: {
      // base128 and raw: every byte may occur.
      const char* const codec = rng.Pick({"v", "r"});
      return {codec + data, ""};
    }
  }
}

// dns2tcp: "A" and base64 without padding.
Draft Dns2tcp(Rng& rng) {
  const int bytes = rng.Range(12, 150);
  return {"A" + Base64Encode(rng.Bytes(bytes), false), ""};
}

// OzymanDNS: base64 in two strings, one long and one short or empty.
Draft TwoStrings(Rng& rng) {
  const int bytes = rng.Range(20, 215);
  std::string text = Base64Encode(rng.Bytes(bytes));
  const size_t width = rng.Chance(60) ? 220 : static_cast<size_t>(rng.Range(60, 254));
  if (text.size() > width) {
    text.insert(width, " ");
  } else if (rng.Chance(50)) {
    text.insert(text.size() / 2, " ");
  }
  return {text, ""};
}

// A tunnel that seals its data and writes it in hex, with a small header in clear.
Draft SealedHex(Rng& rng) {
  const int bytes = rng.Range(16, 122);
  std::string packet = rng.Chance(50) ? rng.Bytes(24) : rng.Bytes(4) + std::string("\0\0\0\1", 4);
  return {HexEncode((packet + rng.Bytes(bytes)).substr(0, 120)), ""};
}

// Sliver and its like: base64 or base32 over an alphabet of their own, drawn anew for each record.
Draft ShuffledAlphabet(Rng& rng) {
  std::string shuffled(kBase64);
  for (size_t i = shuffled.size(); i > 1; --i) std::swap(shuffled[i - 1], shuffled[rng.Below(i)]);
  const int bytes = rng.Range(24, 180);
  return {Base64Encode(rng.Bytes(bytes), false, shuffled), ""};
}

// pisloader and other base32 channels.
Draft Base32Channel(Rng& rng) {
  const int bytes = rng.Range(10, 120);
  const bool text = rng.Chance(40);
  const std::string data = text ? Sentence(rng, rng.Range(1, 8)) : rng.Bytes(bytes);
  return {Base32Encode(data, rng.Chance(70) ? kBase32Upper : kBase32Lower), ""};
}

// Cobalt Strike: base64 of AES blocks; goDoH: a version tag, and hex behind "p=".
Draft Beacon(Rng& rng) {
  switch (rng.Below(4)) {
    case 3:
      return {rng.Chance(50) ? "v=B2B3FE1C" : "v=B2B3FE1C,p=" + rng.Characters(kHexLower, 2), ""};
    case 0: {
      const int blocks = rng.Range(1, 10);
      return {Base64Encode(rng.Bytes(16 * blocks)), ""};
    }
    case 1: {
      const int bytes = rng.Range(20, 110);
      return {"v=A9F466E8,p=" + HexEncode(rng.Bytes(bytes)), ""};
    }
    default: {
      const int count = rng.Range(60, 255);
      return {rng.Characters(kAlnum, count), ""};
    }
  }
}

constexpr Kind kKinds[] = {{"dnscat2", 1, 30, Dnscat2},
                           {"iodine", 1, 26, Iodine},
                           {"dns2tcp", 1, 10, Dns2tcp},
                           {"two_strings", 1, 14, TwoStrings},
                           {"sealed_hex", 1, 10, SealedHex},
                           {"shuffled_alphabet", 1, 10, ShuffledAlphabet},
                           {"base32_channel", 1, 10, Base32Channel},
                           {"beacon", 1, 12, Beacon}};

}  // namespace

absl::Span<const Kind> TunnelKinds() { return kKinds; }

}  // namespace txtsentry::train
