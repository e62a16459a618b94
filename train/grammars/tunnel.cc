// Answers of DNS tunnels, in the encodings that their documentation and source code describe.
#include <string>

#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

// A two-byte number in network byte order.
std::string BigEndian16(uint64_t number) {
  return {static_cast<char>(number >> 8 & 0xff), static_cast<char>(number & 0xff)};
}

// dnscat2 (doc/protocol.md): hex of packet id (2), type (1), session (2) and a body, either
// encrypted behind a signature (6) and a nonce (2) or in plain text; at most 241 digits. Most
// packets of a session carry only the two sequence numbers.
Draft Dnscat2(Rng& rng) {
  enum Type : char { kSyn = 0, kMsg = 1, kFin = 2, kEnc = 3 };
  const auto header = [&rng](Type type) {
    return Concat({rng.Bytes(2), std::string(1, type), rng.Bytes(2)});
  };
  // A nonce counts the packets of the session.
  const auto seal = [&rng] {
    return Concat(
        {rng.Bytes(6), BigEndian16(rng.Chance(50) ? rng.Below(400) : 0xffff - rng.Below(3))});
  };
  std::string packet;
  switch (rng.Below(10)) {
    case 0:  // Options and the session's name.
      packet = Concat({header(kSyn), rng.Bytes(2), std::string("\0%", 2), "command (",
                       HostLabel(rng), ")", std::string(1, '\0')});
      break;
    case 1: {
      const int words = rng.Range(2, 10);
      packet = Concat({header(kMsg), rng.Bytes(4), Sentence(rng, words)});
      break;
    }
    case 2:
      packet = Concat({header(kMsg), rng.Bytes(4)});
      break;
    case 3:
    case 4:
      packet = Concat({header(kMsg), seal(), rng.Bytes(4)});
      break;
    case 5: {  // Key exchange: half a public key, or an authenticator.
      const int count = rng.Chance(50) ? 64 : 32;
      packet = Concat(
          {header(kEnc), BigEndian16(count == 64 ? 0 : 1), std::string(2, '\0'), rng.Bytes(count)});
      break;
    }
    default: {
      const int count = rng.Range(4, 102);
      packet = Concat({header(rng.Chance(90) ? kMsg : kFin), seal(), rng.Bytes(count)});
    }
  }
  return {HexEncode(packet.substr(0, 120)), Concat({"dnscat.", rng.Characters(kHexLower, 34)})};
}

constexpr std::string_view kIodineBase32 = "abcdefghijklmnopqrstuvwxyz012345";
constexpr std::string_view kIodineBase64 =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789+";
constexpr std::string_view kIodineBase64Url =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789_";

// Seven bits per character: letters, digits and the bytes 0xbc to 0xfd. Half of the records are
// Latin-1 converted to UTF-8, as logs often contain them.
std::string IodineBase128(std::string_view data) {
  constexpr std::string_view kAscii =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const bool utf8 = !data.empty() && (static_cast<unsigned char>(data[0]) & 1) == 1;
  std::string text;
  uint64_t bits = 0;
  int count = 0;
  const auto put = [&](uint64_t digit) {
    if (digit < kAscii.size()) {
      text += kAscii[digit];
      return;
    }
    const uint64_t byte = 0xbc + digit - kAscii.size();
    if (utf8) text += static_cast<char>(0xc0 | byte >> 6);
    text += static_cast<char>(utf8 ? 0x80 | (byte & 0x3f) : byte);
  };
  for (const char c : data) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 7; count -= 7) put(bits >> (count - 7) & 0x7f);
  }
  if (count > 0) put(bits << (7 - count) & 0x7f);
  return text;
}

// Answers of iodine's server before the tunnel is established (doc/proto_00000502.txt).
std::string IodineHandshake(Rng& rng) {
  switch (rng.Below(6)) {
    case 0:  // Protocol version accepted: a seed and the user's number.
    case 1:
      return Concat({rng.Pick({"VACK", "VACK", "VACK", "VNAK", "VFUL"}), rng.Bytes(4),
                     std::string(1, static_cast<char>(rng.Below(16)))});
    case 2:  // Login: addresses of both ends, MTU and net mask bits.
    case 3: {
      const std::string net =
          Concat({rng.Pick({"10.0.", "10.0.", "10.9.", "10.99.", "172.16.", "192.168."}),
                  Number(rng, 0, 99)});
      return Concat({net, ".1-", net, ".", Number(rng, 2, 16), "-", Number(rng, 400, 1300), "-",
                     Number(rng, 24, 29)});
    }
    case 4:
      return rng.Pick({"BADIP", "BADLEN", "BADCODEC", "BADFRAG", "LNAK", "Lazy", "Immediate", "Raw",
                       "Base32", "Base64", "Base64u", "Base128"});
    default:  // The server's address, or the fragment size.
      return rng.Chance(50) ? "I" + rng.Bytes(4) : rng.Bytes(2);
  }
}

// iodine: a letter for the codec, then data in base32, base64, base64url, base128 or raw bytes.
Draft Iodine(Rng& rng) {
  if (rng.Chance(20)) {
    const std::string answer = IodineHandshake(rng);
    // Base32 until the client has found a denser codec that works.
    if (rng.Chance(80)) return {"t" + Base32Encode(answer, kIodineBase32), ""};
    if (rng.Chance(50)) return {"s" + Base64Encode(answer, false, kIodineBase64), ""};
    return {"r" + answer, ""};
  }
  const int bytes = rng.Chance(25) ? rng.Range(6, 14) : rng.Range(20, 150);
  const std::string data = rng.Bytes(bytes);
  switch (rng.Below(4)) {
    case 0:
      return {"t" + Base32Encode(data, kIodineBase32), ""};
    case 1:
      return {"s" + Base64Encode(data, false, kIodineBase64), ""};
    case 2:
      return {"u" + Base64Encode(data, false, kIodineBase64Url), ""};
    default: {
      // Base128, or raw with any byte value.
      const std::string codec = rng.Pick({"v", "r"});
      return {codec + (codec == "v" ? IodineBase128(data) : data), ""};
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

// A tunnel that encrypts its data and writes it in hex, with a small plain-text header.
Draft SealedHex(Rng& rng) {
  const int bytes = rng.Range(16, 122);
  std::string packet = rng.Chance(50) ? rng.Bytes(24) : rng.Bytes(4) + std::string("\0\0\0\1", 4);
  return {HexEncode((packet + rng.Bytes(bytes)).substr(0, 120)), ""};
}

// Sliver and similar: base64 or base32 with a custom alphabet, random for each record.
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
